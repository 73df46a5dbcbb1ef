/** The panel's controls: the one place that imports the toolkit. Tags are `bn-button`, `bn-dropdown` and so on. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

export type { Button, Checkbox, Dropdown, TextField } from '@vscode/webview-ui-toolkit';

/** Defines the elements; call once, before the first render. */
export function defineControls(): void {
  provideVSCodeDesignSystem()
    .withPrefix('bn')
    .register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}
