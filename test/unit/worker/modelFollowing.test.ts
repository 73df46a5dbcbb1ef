import { describe, expect, test } from 'vitest';
import type { ModelSummary, StatesSummary } from '../../../src/session/index.js';
import { calls, passesTold, statistics, type PassTold } from '../session/recordings/recordedLayer.js';
import { recordedProgram, RecordingFiles, RUN } from '../session/recordings/recordingFiles.js';
import { valueOf, workerOver } from './workerOver.js';

const names = ['stem', 'bn1'];
/** 60 steps, an eval after each ten; the second layer is far off in eval. */
const told: Readonly<Record<string, readonly PassTold[]>> = {
  stem: passesTold(calls(60, 10), { seed: 3 }),
  bn1: passesTold(calls(60, 10), { place: (_, mode) => [mode === 'eval' ? 3 : 0, 1] }),
};

function setup() {
  const files = new RecordingFiles({
    'model.bn.json': JSON.stringify({ layers: names.map((name) => ({ name, program: `${name}.bn.json` })) }),
  });
  for (const name of names) files.write(`${name}.bn.json`, JSON.stringify(recordedProgram(name)));
  const write = (layer: string, file: number, from: number, to: number) =>
    files.write(`${layer}/stats_${file}.npz`, statistics(told[layer].slice(from, to)));
  const api = workerOver(files);
  const target = { kind: 'program', uri: `${RUN}/model.bn.json` } as const;
  /** How its end differs from that of another run. */
  const compare = async (id = 's'): Promise<StatesSummary> =>
    valueOf(await api.openStates(id, { target, against: `${RUN}/then/model.bn.json` }));
  const open = async (id = 'm'): Promise<ModelSummary> => {
    let summary = valueOf(await api.openModel(id, { target }));
    while (!summary.isComplete) summary = valueOf(await api.modelView(id, summary.revision));
    return valueOf(await api.modelView(id, -1));
  };
  /** What was opened of the statistics since the last time, each once. */
  const opened = () => [...new Set(files.opened.splice(0))].filter((path) => path.endsWith('.npz')).sort();
  return { api, files, write, open, compare, opened };
}

const without = ({ revision: _, ...summary }: ModelSummary) => summary;

describe('a recording that grows', () => {
  test('is read again only where it is new, and says what one does that is read from the start', async () => {
    const { write, open, opened } = setup();
    for (const name of names) write(name, 0, 0, 22);
    await open();
    expect(opened()).toEqual(['bn1/stats_0.npz', 'stem/stats_0.npz']);
    const { revision } = await open();
    expect(opened()).toEqual([]);
    // Nothing is looked at, either.
    expect((await open()).revision).toBe(revision);
    for (const name of names) write(name, 1, 22, 44);
    const two = await open();
    expect(opened()).toEqual(['bn1/stats_1.npz', 'stem/stats_1.npz']);
    expect(without(two)).toEqual(without(await open('other')));
    opened();
    // One layer is ahead of the other, and has an eval pass that comes between.
    write('bn1', 2, 44, 66);
    const three = await open();
    expect(opened()).toEqual(['bn1/stats_2.npz']);
    expect(three.columns.steps).toHaveLength(66);
    expect(three.findings.map(({ layer, rule }) => `${layer} ${rule}`)).toEqual(['bn1 mode-shift']);
    expect(without(three)).toEqual(without(await open('another')));
  });

  test('goes on in a file that was written on, and starts again where it was replaced', async () => {
    const { write, open, opened } = setup();
    for (const name of names) write(name, 0, 0, 22);
    await open();
    for (const name of names) write(name, 1, 22, 30);
    await open();
    opened();
    write('stem', 1, 22, 44);
    write('bn1', 1, 22, 44);
    const grown = await open();
    expect(opened()).toEqual(['bn1/stats_1.npz', 'stem/stats_1.npz']);
    expect(without(grown)).toEqual(without(await open('other')));
    opened();
    // The same steps of another run.
    write('stem', 0, 0, 22);
    const again = await open();
    expect(opened()).toEqual(['stem/stats_0.npz', 'stem/stats_1.npz']);
    expect(without(again)).toEqual(without(grown));
  });

  test('hands out channels, and a channel’s numbers, without reading again what was read', async () => {
    const { api, write, open, opened } = setup();
    for (const name of names) write(name, 0, 0, 22);
    await open();
    const before = valueOf(await api.modelChannels('m', 1));
    expect(before.gap).toHaveLength(4 * 22);
    for (const name of names) write(name, 1, 22, 44);
    await open();
    opened();
    const { gap, shape, kept } = valueOf(await api.modelChannels('m', 1));
    expect(opened()).toEqual(['bn1/stats_1.npz']);
    expect([gap.length, shape, kept]).toEqual([4 * 44, [32, 4, 2, 2], []]);
    expect([...gap.subarray(0, 22)]).toEqual([...before.gap.subarray(0, 22)]);
    const column = 32;
    const pass = told.bn1[column];
    const numbers = valueOf(await api.modelChannel('m', 1, column, 2));
    expect(numbers).toMatchObject({
      ...{ channel: 2, mode: pass.mode, nonFinite: 0, count: 128 },
      extremes: [pass.min[2], pass.max[2]],
    });
    expect(numbers?.batch.mean).toBeCloseTo(pass.mean[2], 12);
    expect(numbers?.batch.variance).toBeCloseTo(pass.var[2], 12);
    expect(numbers?.before?.mean).toBeCloseTo(pass.before.mean[2], 6);
    expect(numbers?.after?.variance).toBeCloseTo(pass.after.var[2], 6);
    expect(numbers?.gap).toBeCloseTo(gap[2 * 44 + column], 5);
    expect(valueOf(await api.modelChannel('m', 1, 99, 2))).toBeNull();
  });

  test('is read again only where it is new where another is compared with it', async () => {
    const { files, write, compare, opened } = setup();
    const layers = names.map((name) => ({ name, program: recordedProgram(name) }));
    files.write('then/model.bn.json', JSON.stringify({ layers }));
    const then = passesTold(calls(22, 10), { seed: 9 });
    const other = (file: number, from: number, to: number): void => {
      for (const name of names) files.write(`then/${name}/stats_${file}.npz`, statistics(then.slice(from, to)));
    };
    for (const name of names) write(name, 0, 0, 22);
    other(0, 0, 11);
    const first = await compare();
    expect(first.compared).toMatchObject({ title: 'model.bn.json' });
    opened();
    other(1, 11, 22);
    // One that is asked for while it is read ends it, and goes on from there.
    const [stopped, second] = await Promise.allSettled([compare(), compare()]);
    expect(stopped.status).toBe('rejected');
    expect(opened()).toEqual(['then/bn1/stats_1.npz', 'then/stem/stats_1.npz']);
    const value = second.status === 'fulfilled' ? second.value : null;
    expect(value?.numbers.mean).not.toEqual(first.numbers.mean);
    expect(value).toEqual(await compare('from the start'));
  });
});
