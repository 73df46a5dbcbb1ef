import { describe, expect, it } from 'vitest';
import { brokenArrows, type Arrow } from './arrowTree.js';

const toolkit = '@vscode/webview-ui-toolkit';
const view = 'webview/views/findings/findings.ts';

const forbidden: readonly (readonly [...Arrow, rule: string])[] = [
  ['webview/kit/icon.ts', 'webview/charts/axisTicks.ts', 'webview-kit-imports'],
  ['webview/kit/icon.ts', 'webview/store/store.ts', 'webview-kit-imports'],
  ['webview/kit/icon.ts', 'webview/views/output/index.ts', 'webview-kit-imports'],
  ['webview/kit/icon.ts', 'type src/protocol/index.ts', 'webview-kit-needs-nothing'],
  ['webview/charts/plot/plot.ts', 'type webview/store/store.ts', 'webview-charts-imports'],
  ['webview/charts/plot/plot.ts', 'webview/views/output/index.ts', 'webview-charts-imports'],
  ['webview/charts/plot/plot.ts', 'webview/main.ts', 'webview-charts-imports'],
  ['webview/charts/plot/plot.ts', 'src/protocol/index.ts', 'webview-charts-run-no-protocol'],
  ['webview/store/store.ts', 'webview/charts/axisTicks.ts', 'webview-store-imports'],
  ['webview/store/store.ts', 'type webview/views/output/index.ts', 'webview-store-imports'],
  ['webview/store/store.ts', 'src/session/expressions/index.ts', 'webview-types-of-src'],
  [view, 'webview/panel.ts', 'webview-views-imports'],
  [view, 'type webview/views/output/output.ts', 'webview-views-facades'],
  [view, 'src/session/index.ts', 'webview-imports'],
  [view, 'type src/session/run/index.ts', 'webview-session-facades'],
  ['webview/panel.ts', 'webview/views/output/output.ts', 'webview-panel-facades'],
  ['webview/kit/icon.ts', toolkit, 'toolkit-in-one-folder'],
  [view, toolkit, 'toolkit-in-one-folder'],
];
const allowed: readonly Arrow[] = [
  ['webview/kit/controls/choice.ts', toolkit],
  ['webview/kit/controls/choice.ts', 'webview/kit/format.ts'],
  ['webview/kit/icon.ts', 'type src/session/severity.ts'],
  ['webview/charts/plot/plot.ts', 'webview/kit/format.ts'],
  ['webview/charts/plot/plot.ts', 'webview/charts/axisTicks.ts'],
  ['webview/charts/plot/plot.ts', 'type src/session/index.ts'],
  ['webview/store/store.ts', 'webview/kit/format.ts'],
  ['webview/store/store.ts', 'type src/protocol/index.ts'],
  ['webview/store/store.ts', 'src/session/severity.ts'],
  [view, 'webview/kit/format.ts'],
  [view, 'webview/charts/axisTicks.ts'],
  [view, 'webview/store/link.ts'],
  [view, 'webview/views/findings/findingPlace.ts'],
  [view, 'webview/views/output/index.ts'],
  [view, 'src/session/expressions/index.ts'],
  [view, 'type src/session/index.ts'],
  ['webview/panel.ts', 'webview/views/output/index.ts'],
];

/** The rules of lint that these imports break where nothing else is. */
async function brokenRules(...arrows: readonly Arrow[]): Promise<readonly string[]> {
  return [...(await brokenArrows(arrows)).values()].flat();
}

describe('the arrows inside the panel', () => {
  it.each(forbidden)('%s may not import %s', async (from, to, rule) => {
    expect(await brokenRules([from, to])).toEqual([rule]);
  });

  it.each(allowed)('%s may import %s', async (from, to) => {
    expect(await brokenRules([from, to])).toEqual([]);
  });

  it('form no circle, of types either', async () => {
    const [one, other] = ['webview/kit/icon.ts', 'webview/kit/format.ts'];
    expect(await brokenRules([one, other], [other, `type ${one}`])).toEqual(['no-circles']);
  });
});
