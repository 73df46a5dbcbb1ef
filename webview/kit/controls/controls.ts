/** The panel's controls: the one place that imports the toolkit. Tags are `bn-button`, `bn-dropdown` and so on. */
import {
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

export type { Button, Checkbox, Dropdown, TextField } from '@vscode/webview-ui-toolkit';

/** Defines the elements; call once, before the first render. */
export function defineControls(): void {
  keepNames();
  provideVSCodeDesignSystem()
    .withPrefix('bn')
    .register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}

/** The toolkit calls every field without a visible label "Text field", whatever its `aria-label` was. */
function keepNames(): void {
  const { prototype } = TextField;
  const connected = Reflect.get(prototype, 'connectedCallback');
  prototype.connectedCallback = function (this: TextField): void {
    const name = this.getAttribute('aria-label');
    connected.call(this);
    if (name !== null) this.setAttribute('aria-label', name);
  };
}
