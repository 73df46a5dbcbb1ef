import { describe, expect, test } from 'vitest';
import type { CheckpointSettings, ModelSummary } from '../../../src/session/index.js';
import { calls, passesTold } from '../session/recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, RUN } from '../session/recordings/recordingFiles.js';
import { valueOf, workerOver } from './workerOver.js';

/** Two layers of which the second is far off in eval, and one whose program is broken. */
function setup(programOf = recordedProgram) {
  const far = passesTold(calls(50, 10), { place: (_, mode) => [mode === 'eval' ? 3 : 0, 1] });
  const files = new RecordingFiles({
    ...layerFiles('stem', passesTold(calls(50, 10))),
    ...layerFiles('bn1', far),
    'model.bn.json': JSON.stringify({
      layers: [
        { name: 'stem', program: programOf('stem') },
        { name: 'bn1', program: programOf('bn1') },
        { name: 'bn2', program: 'bn2.bn.json' },
      ],
    }),
  });
  const api = workerOver(files);
  const target = { kind: 'program', uri: `${RUN}/model.bn.json` } as const;
  const open = (settings?: CheckpointSettings) => api.openModel('m', { target, ...(settings && { settings }) });
  /** All of it, as it is by now. */
  const whole = async (): Promise<ModelSummary> => {
    let summary = valueOf(await api.modelView('m', -1));
    while (!summary.isComplete) summary = valueOf(await api.modelView('m', summary.revision));
    return valueOf(await api.modelView('m', -1));
  };
  return { api, target, open, whole };
}

describe('a model in the worker', () => {
  test('has its rows at once, and its cells as they come', async () => {
    const { api, open } = setup();
    const rows = valueOf(await open());
    expect(rows.layers.map(({ name, passes, cells }) => [name, passes, cells])).toEqual([
      ['stem', 55, undefined],
      ['bn1', 55, undefined],
      ['bn2', 0, undefined],
    ]);
    expect(rows.columns.steps).toHaveLength(55);
    // After step 9 there is a column of its own for eval.
    expect([...rows.columns.steps.slice(9, 12)]).toEqual([9, 9, 10]);
    expect([...rows.columns.modes.slice(9, 12)]).toEqual([1, 0, 1]);

    let summary: ModelSummary = rows;
    const cells = new Map<string, unknown>();
    while (!summary.isComplete) {
      summary = valueOf(await api.modelView('m', summary.revision));
      for (const layer of summary.layers) {
        // What has come does not come again.
        if (layer.cells) expect(cells.has(layer.name)).toBe(false);
        if (layer.cells) cells.set(layer.name, layer.cells);
      }
    }
    expect([...cells.keys()].sort()).toEqual(['bn1', 'stem']);
    // What could not be opened stands first, then what is worst.
    expect([...summary.ranked].map((index) => summary.layers[index].name)).toEqual(['bn2', 'bn1', 'stem']);
    expect(summary.layers[2].problem).toMatch(/bn2\.bn\.json/);
  });

  test('shows the gap of the channel that is furthest off, and how many are', async () => {
    const { api, open } = setup();
    valueOf(await open());
    let summary = valueOf(await api.modelView('m', -1));
    while (!summary.isComplete) summary = valueOf(await api.modelView('m', summary.revision));
    const all = valueOf(await api.modelView('m', -1));
    const cells = all.layers[1].cells;
    const evalColumn = 10;
    expect(cells?.passes[evalColumn]).toBe(1);
    expect(cells?.gap[evalColumn]).toBeGreaterThan(2.5);
    expect(cells?.typicalGap[evalColumn]).toBeGreaterThan(2.5);
    expect(cells?.distance[evalColumn]).toBeGreaterThan(2.5);
    expect(cells?.shareOff[evalColumn]).toBe(1);
    expect(cells?.initial[evalColumn]).toBeCloseTo(0.9 ** 10, 6);
    expect(cells?.pass[evalColumn]).toBe(10);
    const { channels, gap } = valueOf(await api.modelChannels('m', 1));
    expect([channels, gap.length]).toEqual([4, 4 * 55]);
    const worst = Math.max(...Array.from({ length: 4 }, (_, channel) => gap[channel * 55 + evalColumn]));
    expect(worst).toBe(cells?.gap[evalColumn]);
  });

  test('is computed by other rules where they are chosen, and by its own again', async () => {
    const { api, target, open, whole } = setup();
    valueOf(await open());
    const own = await whole();
    expect(own.rules).toMatchObject({ convention: 'pytorch', eps: 1e-5, momentum: 0.1, isSaid: true, isChosen: false });
    const chosen = valueOf(await open({ convention: 'keras', momentum: 0.5 }));
    expect(chosen.revision).toBeGreaterThan(own.revision);
    const other = await whole();
    expect(other.rules).toMatchObject({ convention: 'keras', eps: 1e-3, momentum: 0.5, isChosen: true });
    expect(other.layers[1].rules).toEqual({ convention: 'keras', eps: 1e-3, momentum: 0.5 });
    // What is left of the start after 10 train passes.
    expect([own, other].map(({ layers }) => layers[1].cells?.initial[10])).toEqual([
      expect.closeTo(0.9 ** 10, 6),
      expect.closeTo(0.5 ** 10, 6),
    ]);
    // So are its states at the end, and a channel's numbers.
    const states = valueOf(await api.openStates('s', { target, settings: { eps: 5 } }));
    expect(states.rules).toMatchObject({ convention: 'pytorch', eps: 5, isSaid: true, isChosen: true });
    expect(valueOf(await api.stateChannels('s', 0)).eps).toBe(5);
    const back = valueOf(await open());
    expect(back.revision).toBeGreaterThan(other.revision);
    expect((await whole()).layers[1].cells).toEqual(own.layers[1].cells);
  });

  test('has its channels where they are, whatever the convention that is chosen', async () => {
    const { api, open, whole } = setup((folder) => {
      const { convention = 'pytorch', steps } = recordedProgram(folder);
      return { convention, steps };
    });
    valueOf(await open({ convention: 'keras' }));
    expect((await whole()).layers[1].problem).toBeUndefined();
    expect(valueOf(await api.modelChannels('m', 1)).channels).toBe(4);
  });

  test('says why a layer cannot follow the rules that were chosen', async () => {
    const { open } = setup();
    const { layers, rules } = valueOf(await open({ convention: 'no such' }));
    expect(layers[0].problem).toMatch(/no such/);
    expect(rules).toMatchObject({ convention: 'no such', eps: null, isChosen: true });
  });

  test('is gone when it is closed, and is no session', async () => {
    const { api, open } = setup();
    valueOf(await open());
    await api.close('m');
    expect(await api.modelView('m', 0)).toMatchObject({ ok: false, failure: { message: 'Model m is not open' } });
    const session = await api.open('s', { target: { kind: 'program', uri: `${RUN}/model.bn.json` } });
    expect(session).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/it is a model/) as unknown },
    });
  });
});
