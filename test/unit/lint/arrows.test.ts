import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** An import; `type ` before `to` where only types are imported. */
type Arrow = readonly [from: string, to: string];

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

/** A tree of files that hold these imports and nothing else. */
function writeTree(root: string, arrows: readonly Arrow[]): void {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const targetOf = (to: string): string => to.replace('type ', '');
  for (const [, to] of arrows) {
    const target = targetOf(to);
    write(target === toolkit ? `node_modules/${toolkit}/index.js` : target, 'export const value = 1;\n');
  }
  for (const [from, to] of arrows) {
    const target = targetOf(to);
    const path = relative(dirname(from), target).replace(/\.ts$/, '.js');
    const specifier = target === toolkit ? target : path.startsWith('.') ? path : `./${path}`;
    write(from, `import ${to === target ? '' : 'type '}{ value } from '${specifier}';\nexport { value };\n`);
  }
}

/** The rules of lint that these imports break where nothing else is. */
async function brokenRules(...arrows: readonly Arrow[]): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'arrows-'));
  try {
    writeTree(root, arrows);
    const { options, ...ruleSet } = await extractConfig('./.dependency-cruiser.cjs');
    const files = arrows.map(([from]) => from);
    const { output } = await cruise(files, { ...options, baseDir: root, validate: true, ruleSet });
    if (typeof output === 'string') throw new Error(output);
    // An import that was not seen breaks nothing.
    expect(output.summary.totalDependenciesCruised).toBe(arrows.length);
    return output.summary.violations.map(({ rule }) => rule.name);
  } finally {
    rmSync(root, { recursive: true });
  }
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
