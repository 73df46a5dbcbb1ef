import { describe, expect, test } from 'vitest';
import { brokenArrows, type Arrow } from './arrowTree.js';

/** The arrows of the design, once more: what each floor may import, and of which it may know types alone. */
const floors: Readonly<Record<string, { readonly runs: readonly string[]; readonly types?: readonly string[] }>> = {
  'src/engine': { runs: [] },
  'src/formats': { runs: ['src/engine'] },
  'src/session': { runs: ['src/engine', 'src/formats'] },
  'src/protocol': { runs: [], types: ['src/engine', 'src/session'] },
  'src/worker': { runs: ['src/session', 'src/formats', 'src/engine', 'src/protocol'] },
  'src/cli': { runs: ['src/session', 'src/formats', 'src/engine', 'src/worker', 'src/protocol'] },
  'src/vscode': { runs: ['src/protocol'], types: ['src/engine', 'src/session'] },
  webview: { runs: ['src/protocol'], types: ['src/engine', 'src/session'] },
  test: { runs: [] },
};
/** The rooms of session in their order; those of one line know nothing of each other. */
const rooms = [
  ['program'],
  ['batches'],
  ['records'],
  ['expressions'],
  ['run'],
  ['compare', 'experiments', 'layers', 'infer', 'gap', 'expected', 'repair'],
  ['findings'],
  ['model'],
  ['debugger'],
  ['views'],
  ['faces'],
];

/** Which of these arrows lint forbids. Each is in a tree of its own files, so that none makes a circle with another. */
async function forbidden(arrows: readonly Arrow[]): Promise<readonly string[]> {
  const broken = await brokenArrows(arrows);
  return arrows
    .filter(([from, to]) => broken.has(`${from} -> ${to.replace(/^type |^node:/, '')}`))
    .map((arrow) => arrow.join(' -> '));
}

/** A file of a folder that imports what this is named after. */
const fileIn = (folder: string, to: string): string => `${folder}/to_${to.replaceAll(/[^a-z]+/gi, '_')}.ts`;

describe('between the floors of src', () => {
  const names = Object.keys(floors).filter((name) => name !== 'test');
  const arrows = (kind: '' | 'type ') =>
    names.flatMap((from) =>
      Object.keys(floors)
        .filter((to) => to !== from)
        .map((to): Arrow => [fileIn(from, kind + to), `${kind}${to}/index.ts`]),
    );
  const pairs = names.flatMap((from) =>
    Object.keys(floors)
      .filter((to) => to !== from)
      .map((to) => [from, to] as const),
  );

  test('an import that the design does not have is forbidden, and no other', async () => {
    const expected = pairs.filter(([from, to]) => !floors[from].runs.includes(to));
    expect(await forbidden(arrows(''))).toEqual(expected.map(([from, to]) => `${fileIn(from, to)} -> ${to}/index.ts`));
  });

  test('so is one of types', async () => {
    const expected = pairs.filter(
      ([from, to]) => !floors[from].runs.includes(to) && floors[from].types?.includes(to) !== true,
    );
    expect(await forbidden(arrows('type '))).toEqual(
      expected.map(([from, to]) => `${fileIn(from, `type ${to}`)} -> type ${to}/index.ts`),
    );
  });

  test('a floor is entered through its index, of types too', async () => {
    const inner = ['src/engine/moments.ts', 'src/formats/box.ts', 'src/session/run/index.ts', 'src/protocol/panel.ts'];
    const all = inner.flatMap((to): Arrow[] => [
      [fileIn('src/cli', to), to],
      [fileIn('src/worker', `type ${to}`), `type ${to}`],
    ]);
    expect(await forbidden(all)).toEqual(all.map((arrow) => arrow.join(' -> ')));
  });

  const allowed: readonly Arrow[] = [
    ['src/vscode/a.ts', 'src/worker/client.ts'],
    ['src/vscode/b.ts', 'src/session/program/paths/index.ts'],
    ['webview/a.ts', 'src/session/expressions/index.ts'],
    ['src/extension.ts', 'src/vscode/index.ts'],
    ['src/vscode/c.ts', 'vscode'],
    ['src/worker/a.ts', 'node:fs'],
    ['src/cli/a.ts', 'node:fs'],
    ['src/worker/client.ts', 'type src/protocol/index.ts'],
    ['src/session/run/a.ts', 'src/session/numberText.ts'],
    ['src/session/index.ts', 'src/session/views/index.ts'],
  ];
  test('some that are no matter of floors are allowed', async () => {
    expect(await forbidden(allowed)).toEqual([]);
  });

  const none: readonly Arrow[] = [
    ['src/vscode/a.ts', 'src/worker/api.ts'],
    ['src/vscode/b.ts', 'src/session/program/paths/globOf.ts'],
    ['src/vscode/c.ts', 'src/session/expressions/index.ts'],
    ['src/worker/a.ts', 'src/session/program/paths/index.ts'],
    ['src/worker/client.ts', 'src/session/index.ts'],
    ['src/worker/snapshotWire.ts', 'src/session/index.ts'],
    ['webview/a.ts', 'src/session/program/paths/index.ts'],
    ['src/extension.ts', 'src/session/index.ts'],
    ['src/engine/a.ts', 'vscode'],
    ['src/protocol/a.ts', 'vscode'],
    ['src/worker/b.ts', 'vscode'],
    ['webview/b.ts', 'vscode'],
    ['src/engine/b.ts', 'node:fs'],
    ['src/formats/a.ts', 'node:fs'],
    ['src/session/run/a.ts', 'node:fs'],
    ['src/protocol/b.ts', 'node:fs'],
    ['src/session/program/paths/a.ts', 'src/formats/index.ts'],
    ['src/session/program/paths/b.ts', 'src/session/program/settings.ts'],
    ['src/session/expressions/a.ts', 'src/engine/index.ts'],
    ['src/session/index.ts', 'src/session/views/viewOf.ts'],
  ];
  test('some more are forbidden, by rules of their own', async () => {
    expect(await forbidden(none)).toEqual(none.map((arrow) => arrow.join(' -> ')));
  });
});

describe('between the rooms of session', () => {
  const levelOf = (room: string): number => rooms.findIndex((line) => line.includes(room));
  const pairs = rooms.flat().flatMap((from) =>
    rooms
      .flat()
      .filter((to) => to !== from)
      .map((to) => [from, to] as const),
  );
  const room = (name: string): string => `src/session/${name}`;

  test.each(['', 'type '])('a room imports only those above it (%s)', async (kind) => {
    const arrowOf = ([from, to]: readonly [string, string]): Arrow => [
      fileIn(room(from), kind + to),
      `${kind}${room(to)}/index.ts`,
    ];
    // Expressions need nothing, so that the panel can run them.
    const expected = pairs.filter(([from, to]) => levelOf(to) >= levelOf(from) || from === 'expressions');
    expect(await forbidden(pairs.map(arrowOf))).toEqual(expected.map(arrowOf).map((arrow) => arrow.join(' -> ')));
  });

  test('a room is entered through its index', async () => {
    const arrows: Arrow[] = [
      ['src/session/views/a.ts', 'src/session/run/moves.ts'],
      ['src/session/views/b.ts', 'type src/session/run/moves.ts'],
      ['src/session/run/a.ts', 'src/session/program/paths/index.ts'],
    ];
    expect(await forbidden(arrows)).toEqual(arrows.map((arrow) => arrow.join(' -> ')));
  });
});

test('a circle is forbidden, of types too', async () => {
  const [one, other] = ['src/session/run/one.ts', 'src/session/run/other.ts'];
  const broken = await brokenArrows([
    [one, other],
    [other, `type ${one}`],
  ]);
  expect([...broken.values()].flat()).toContain('no-circles');
});
