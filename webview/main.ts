/** The panel's entry: defines the controls, connects to the extension, shows the panel. */
import { html, render } from 'lit';
import { forgetChartColours } from './charts/heatmap/chartColours.js';
import { defineControls } from './kit/controls/controls.js';
import { watchInputFocus } from './kit/inputFocus.js';
import { applyTheme, observeTheme, themeKind } from './kit/theme.js';
import './panel.js';
import { connect, type VsCodeApi } from './store/link.js';
import { followCommands } from './store/selection.js';
import { Store } from './store/store.js';
import './styles.css';
import { followLayerKeys } from './views/model/index.js';
import { shownRows } from './views/channelTable/index.js';
import { gapRows } from './views/gap/index.js';

declare function acquireVsCodeApi(): VsCodeApi;

defineControls();
const store = new Store(connect(acquireVsCodeApi()), themeKind(document.body));
applyTheme(document);
observeTheme(document, (theme) => {
  applyTheme(document);
  forgetChartColours();
  store.setTheme(theme);
});
watchInputFocus(document, (hasFocus) => store.inputFocus(hasFocus));
followCommands(store, (of) => (of.ui.page === 'gap' ? gapRows(of) : shownRows(of)));
followLayerKeys(store, document);
render(html`<bn-panel .store=${store}></bn-panel>`, document.body);
