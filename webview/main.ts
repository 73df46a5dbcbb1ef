/** The panel's entry: defines the controls, connects to the extension, shows the panel. */
import { html, render } from 'lit';
import { forgetChartColours } from './charts/chartColours.js';
import { defineControls } from './controls.js';
import { watchInputFocus } from './inputFocus.js';
import { connect, type VsCodeApi } from './link.js';
import './panel.js';
import { followCommands } from './selection.js';
import { Store } from './store.js';
import './styles/panel.css';
import { applyTheme, observeTheme, themeKind } from './theme.js';

declare function acquireVsCodeApi(): VsCodeApi;

defineControls();
const store = new Store(connect(acquireVsCodeApi()), themeKind(document.body));
applyTheme(document);
observeTheme(document, (theme) => {
  applyTheme(document);
  forgetChartColours();
  store.setTheme(theme);
});
watchInputFocus(document, store);
followCommands(store);
render(html`<bn-panel .store=${store}></bn-panel>`, document.body);
