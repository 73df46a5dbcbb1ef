import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect } from 'vitest';

/** An import; `type ` before `to` where only types are imported. What is no path is a package. */
export type Arrow = readonly [from: string, to: string];

const isFile = (target: string): boolean => target.endsWith('.ts');
const targetOf = (to: string): string => to.replace('type ', '');

/** A tree of files that hold these imports and nothing else. */
function writeTree(root: string, arrows: readonly Arrow[]): void {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const texts = new Map(arrows.map(([, to]) => [targetOf(to), 'export const value = 1;\n']));
  for (const [index, [from, to]] of arrows.entries()) {
    const target = targetOf(to);
    const path = relative(dirname(from), target).replace(/\.ts$/, '.js');
    const specifier = isFile(target) ? (path.startsWith('.') ? path : `./${path}`) : target;
    const line = `import ${to === target ? '' : 'type '}{ value as value${index} } from '${specifier}';\n`;
    texts.set(from, `${line}${texts.get(from) ?? ''}export { value${index} };\n`);
  }
  for (const [file, text] of texts) if (isFile(file)) write(file, text);
}

/** Of imports that stand in files of their own, those that lint forbids, and the rules that they break. */
export async function brokenArrows(arrows: readonly Arrow[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = mkdtempSync(join(tmpdir(), 'arrows-'));
  try {
    writeTree(root, arrows);
    const { options, ...ruleSet } = await extractConfig('./.dependency-cruiser.cjs');
    const files = [...new Set(arrows.map(([from]) => from))];
    const { output } = await cruise(files, { ...options, baseDir: root, validate: true, ruleSet });
    if (typeof output === 'string') throw new Error(output);
    // An import that was not seen breaks nothing.
    expect(output.summary.totalDependenciesCruised).toBe(arrows.length);
    const broken = new Map<string, string[]>();
    for (const { from, to, rule } of output.summary.violations) {
      const arrow = `${from} -> ${to}`;
      broken.set(arrow, [...(broken.get(arrow) ?? []), rule.name]);
    }
    return broken;
  } finally {
    rmSync(root, { recursive: true });
  }
}
