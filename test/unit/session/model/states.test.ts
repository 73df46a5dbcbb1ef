import { expect, test } from 'vitest';
import { createWorkerApi } from '../../../../src/worker/api.js';
import { safetensors } from '../../../integration/support/archives.js';
import { RecordingFiles, RUN } from '../recordings/recordingFiles.js';
import { valueOf } from '../../worker/workerOver.js';

interface Parts {
  readonly weight?: readonly number[];
  readonly bias?: readonly number[];
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly batches?: number;
}

function checkpoint(layers: Readonly<Record<string, Parts>>): Uint8Array<ArrayBuffer> {
  const tensors: Record<string, readonly [shape: readonly number[], values: Float32Array]> = {};
  const put = (name: string, values: readonly number[] | undefined, shape = [values?.length ?? 0]) => {
    if (values) tensors[name] = [shape, Float32Array.from(values)];
  };
  for (const [name, { weight, bias, mean, variance, batches }] of Object.entries(layers)) {
    put(`${name}.weight`, weight);
    put(`${name}.bias`, bias);
    put(`${name}.running_mean`, mean);
    put(`${name}.running_var`, variance);
    put(`${name}.num_batches_tracked`, batches === undefined ? undefined : [batches], []);
  }
  return Uint8Array.from(safetensors(tensors));
}

function setup(files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) {
  const api = createWorkerApi({
    files: new RecordingFiles(files),
    onProgress: () => undefined,
    onWarning: () => undefined,
    breathe: () => Promise.resolve(),
    now: () => 0,
  });
  const open = async (name: string, against?: string, settings = {}) =>
    valueOf(
      await api.openStates('s', {
        target: { kind: 'files', uris: [`${RUN}/${name}`] },
        settings,
        ...(against !== undefined && { against: `${RUN}/${against}` }),
      }),
    );
  return { api, open };
}

const plain: Parts = {
  weight: [1, 0.9, 1.1, 1],
  bias: [0.1, 0, 0, 0],
  mean: [0, 1, 2, 3],
  variance: [4, 4, 4, 1],
  batches: 60,
};

test('a strip has a tick for each channel, and says what lies beyond it', async () => {
  const { open } = setup({
    'a.safetensors': checkpoint({
      bn1: plain,
      bn2: { ...plain, variance: [4, 4, 4, 1e-12], weight: [1, 1, 1, 1] },
      bn3: { ...plain, variance: [4, -4, 4, 4] },
      bn4: { ...plain, weight: [1, 1e-6, 0, 1] },
    }),
  });
  const { layers, numbers, axis, places, ranked, stored } = await open('a.safetensors');
  expect(axis).toEqual([-2, 1]);
  // 0.45 to 1 in three powers of ten from 0.01 on; ticks at the same place are one.
  const placeOf = (scale: number) => Math.round(((Math.log10(scale) + 2) / 3) * places);
  const scales = [0.9, 1, 1.1].map((gamma) => gamma / Math.sqrt(4 + 1e-5));
  expect([...(layers[0].strip?.ticks ?? [])]).toEqual([...scales.map(placeOf), placeOf(1 / Math.sqrt(1 + 1e-5))]);
  expect(numbers.median[0]).toBeCloseTo((1 + 1.1) / 4, 5);
  expect(layers[1].strip).toMatchObject({ above: { count: 1, channel: 3 }, isAmplifying: true, nan: null });
  expect(layers[1].strip?.above?.value).toBeCloseTo(1 / Math.sqrt(1e-5), 3);
  expect(layers[2].strip?.nan).toMatchObject({ count: 1, channel: 1 });
  expect(numbers.leastVar[2]).toBe(-4);
  expect(layers[3].strip).toMatchObject({ dead: 2, below: { count: 2, channel: 2 } });
  expect(layers.map(({ severity }) => severity)).toEqual([null, 'warning', 'error', 'warning']);
  // Severity, then the largest scale beside the median.
  expect([...ranked]).toEqual([2, 1, 3, 0]);
  expect([...stored]).toEqual([0, 1, 2, 3]);
});

test('the axis is wider where a median lies outside', async () => {
  const { open } = setup({ 'a.safetensors': checkpoint({ bn1: { ...plain, variance: [1e8, 1e8, 1e8, 1e8] } }) });
  expect((await open('a.safetensors')).axis).toEqual([-5, 1]);
});

test('eps and convention are the reader’s, for the file does not say', async () => {
  const { open } = setup({ 'a.safetensors': checkpoint({ bn1: plain }) });
  const { rules } = await open('a.safetensors');
  expect(rules).toMatchObject({ convention: 'pytorch', eps: 1e-5, momentum: 0.1 });
  const other = await open('a.safetensors', undefined, { convention: 'keras', eps: 5, momentum: null });
  expect(other.rules).toMatchObject({ convention: 'keras', eps: 5, momentum: 'cumulative' });
  expect(other.numbers.largest[0]).toBeCloseTo(1 / Math.sqrt(1 + 5), 6);
});

const then = { bn1: plain, frozen: plain, 'only.bn': plain, odd: plain };
const now = {
  bn1: { ...plain, weight: [1, 0.9, 1.1, 1.25], mean: [0, 1, 2, 1], variance: [4, 4, 8, 1], batches: 200 },
  frozen: { ...plain, mean: [0, 0, 2, 3], batches: 200 },
  here: plain,
  odd: { ...plain, mean: [0, 0, 0, 3], batches: 50 },
};

test('two checkpoints tell how far each layer moved: of the channel that moved most, with its sign', async () => {
  const { open } = setup({ 'now.safetensors': checkpoint(now), 'then.safetensors': checkpoint(then) });
  const states = await open('now.safetensors', 'then.safetensors');
  expect(states.beside).toEqual(['then.safetensors']);
  expect(states.compared).toEqual({ title: 'then.safetensors', isLater: false, updates: 140, missing: ['only.bn'] });
  const { layers, numbers } = states;
  const at = (name: string) => layers.findIndex((layer) => layer.name === name);
  expect(numbers.gamma[at('bn1')]).toBeCloseTo(0.25, 6);
  expect(numbers.mean[at('bn1')]).toBeCloseTo(-2 / Math.sqrt(1 + 1e-5), 6);
  expect(numbers.variance[at('bn1')]).toBeCloseTo(2, 4);
  expect(layers[at('bn1')].moved).toMatchObject({ updates: 140, isAffineSame: false, isRunningSame: false });
  expect(layers[at('frozen')].moved).toMatchObject({ isAffineSame: true, isRunningSame: false, updates: 140 });
  expect(layers[at('here')]).toMatchObject({ apart: 'only here' });
  expect(layers[at('odd')].moved).toMatchObject({ updates: null, unknown: 'num_batches_tracked fell from 60 to 50' });
  expect(states.findings.map(({ layer, rule }) => `${layer} ${rule}`)).toContain('frozen frozen-moved');
});

test('the one that counted more batches is the later, whichever is shown', async () => {
  const { open } = setup({ 'now.safetensors': checkpoint(now), 'then.safetensors': checkpoint(then) });
  const { compared, numbers, layers } = await open('then.safetensors', 'now.safetensors');
  expect(compared).toMatchObject({ isLater: true, updates: 140, missing: ['here'] });
  expect(numbers.mean[layers.findIndex(({ name }) => name === 'bn1')]).toBeCloseTo(-2, 4);
});

test('a layer of other channels is not compared; a file that cannot be read says why', async () => {
  const small = { bn1: { mean: [0, 1], variance: [1, 1] } };
  const { open } = setup({ 'a.safetensors': checkpoint(now), 'b.safetensors': checkpoint(small) });
  expect((await open('a.safetensors', 'b.safetensors')).layers[0]).toMatchObject({ apart: '2 channels there' });
  const { compared, layers } = await open('a.safetensors', 'gone.safetensors');
  expect(compared?.problem).toMatch(/gone\.safetensors.*no such file/);
  expect(layers[0].moved).toBeUndefined();
});

test('one that never was updated explains that its statistics are stale', async () => {
  const initial = { mean: [0, 0, 0, 0], variance: [1, 1, 1, 1], batches: 0 };
  const { open } = setup({
    'a.safetensors': checkpoint({ bn1: { ...plain, ...initial, weight: [1, 2, 3, 4] }, bn2: now.bn1 }),
    'b.safetensors': checkpoint({ bn1: { ...plain, ...initial }, bn2: plain }),
  });
  const { findings } = await open('a.safetensors', 'b.safetensors');
  expect(findings.filter(({ layer }) => layer === 'bn1').map(({ rule }) => rule)).toEqual(['never-updated']);
  expect(findings[0].follows).toContainEqual({ rule: 'stale-statistics', pass: -1 });
});

test('the channels of a layer stand furthest from the median first, NaN before all', async () => {
  const { api, open } = setup({
    'a.safetensors': checkpoint({ bn1: { ...plain, variance: [4, -4, 4, 1e-12] } }),
    'b.safetensors': checkpoint({ bn1: plain }),
  });
  await open('a.safetensors', 'b.safetensors');
  const { order, scale, other } = valueOf(await api.stateChannels('s', 0));
  expect([...order.slice(0, 2)]).toEqual([1, 3]);
  expect(scale?.[1]).toBeNaN();
  expect([...(other?.variance ?? [])]).toEqual(plain.variance);
  expect(await api.stateChannels('s', 7)).toMatchObject({ ok: false });
});
