import { describe, expect, test } from 'vitest';
import { modelReportOf, type ModelReport, type Program } from '../../../../src/session/index.js';
import { npyOf } from '../memoryFiles.js';
import { calls, passesTold, statistics, type PassTold, type Process } from './recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, RUN } from './recordingFiles.js';

/** A program lies beside its model, whatever its layer is called. */
const fileOf = (name: string): string => name.replaceAll('/', '_');

/** A recording of several layers, as a recorder writes it. */
function recording(
  layers: Readonly<Record<string, readonly PassTold[]>>,
  changes: Partial<Program> = {},
): RecordingFiles {
  const files = new RecordingFiles();
  for (const [name, told] of Object.entries(layers)) {
    for (const [path, bytes] of Object.entries(layerFiles(name, told, { perFile: 20 }))) files.write(path, bytes);
    const { mean, var: variance, tracked } = told[0].before;
    const state = { runningMean: mean, runningVar: variance, numBatchesTracked: tracked };
    files.write(`${fileOf(name)}.bn.json`, JSON.stringify(recordedProgram(name, { state, ...changes })));
  }
  files.write(
    'model.bn.json',
    JSON.stringify({ layers: Object.keys(layers).map((name) => ({ name, program: `${fileOf(name)}.bn.json` })) }),
  );
  return files;
}

async function reportOn(
  files: RecordingFiles,
  options: Parameters<typeof modelReportOf>[2] = {},
  path = 'model.bn.json',
): Promise<ModelReport> {
  const target = path.endsWith('.bn.json')
    ? { kind: 'program' as const, uri: `${RUN}/${path}` }
    : { kind: 'files' as const, uris: [`${RUN}/${path}`] };
  const report = await modelReportOf(target, { files, policy: { folders: [], allowed: [] } }, options);
  if (!report) throw new Error(`${path} is no model`);
  return report;
}

const rulesOf = ({ findings }: ModelReport) => findings.map(({ layer, rule }) => `${layer} ${rule}`);
const long = calls(60, 20);
/** Passes of a layer that has been trained before. */
const trained = (process: Process = {}, of = long) => {
  const each = (value: number) => Array.from({ length: process.channels ?? 4 }, () => value);
  return passesTold(of, { initial: { mean: each(0.01), var: each(1.01), tracked: 1000 }, ...process });
};

describe('the report of a model', () => {
  test('has every layer in the order of call, its passes only where they are asked for', async () => {
    const files = recording({
      stem: trained(),
      'layer1.0.bn10': trained(),
      'layer1.0.bn2': trained(),
    });
    const report = await reportOn(files);
    expect(report.layers.map(({ name, passCount }) => [name, passCount])).toEqual([
      ['stem', 63],
      ['layer1.0.bn10', 63],
      ['layer1.0.bn2', 63],
    ]);
    expect(report.layers[0].report).toEqual({
      convention: 'pytorch',
      channelAxis: 1,
      channels: 4,
      passes: [],
      findings: [],
    });
    expect(report.findings).toEqual([]);
    const { layers } = await reportOn(files, { passes: true });
    expect(layers[0].report.passes).toHaveLength(63);
    expect(layers[0].report.passes[62]).toMatchObject({
      mode: 'eval',
      step: 59,
      recorded: { numBatchesTracked: 1060 },
    });
  });

  test('may have the layers’ programs in its own file', async () => {
    const files = recording({ bn1: trained() });
    files.write('model.bn.json', JSON.stringify({ layers: [{ name: 'first', program: recordedProgram('bn1') }] }));
    expect((await reportOn(files)).layers[0]).toMatchObject({ name: 'first', passCount: 63 });
  });

  test('says why a layer cannot be opened, and has the others', async () => {
    const files = recording({ bn1: trained(), bn2: trained(), bn3: trained() });
    files.write('bn1.bn.json', '{ "steps": 3 }');
    files.write('bn2/stats_1.npz', 'PK');
    const { layers } = await reportOn(files);
    expect(layers.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/bn1\.bn\.json.*steps is wrong/),
      expect.stringMatching(/stats_1\.npz/),
      undefined,
    ]);
  });

  test('opens what is complete of a recording that is still being written', async () => {
    const files = recording({ bn1: trained(), bn2: trained() });
    files.write('bn2/stats_3.npz', statistics(passesTold(calls(3))).slice(0, 500));
    const { layers, notices } = await reportOn(files);
    expect(layers.map(({ passCount }) => passCount)).toEqual([63, 60]);
    expect(notices?.join()).toMatch(/bn2: .*stats_3\.npz is not complete/);
  });

  test('refuses layers outside the folder of the model', async () => {
    const files = recording({ bn1: trained() });
    files.write('model.bn.json', JSON.stringify({ layers: [{ name: 'x', program: '../secret.bn.json' }] }));
    expect((await reportOn(files)).layers[0].problem).toMatch(/not below the folder/);
  });
});

describe('findings over layers', () => {
  test('begin with the first NaN in order of call, which explains all later ones', async () => {
    const broken = (from: number) => trained({ nonFinite: (pass) => (pass >= from ? 3 : 0) });
    // bn3 is reached in the same step, stem through the weights one step later.
    const report = await reportOn(recording({ stem: broken(31), bn2: broken(30), bn3: broken(30) }));
    const [first] = report.findings;
    expect(first).toMatchObject({ layer: 'bn2', rule: 'non-finite-input', pass: 30, channel: 0, severity: 'error' });
    expect(report.findings.filter(({ rule }) => rule.startsWith('non-finite'))).toHaveLength(1);
    expect(first.follows?.map(({ layer, rule, pass }) => [layer, rule, pass])).toEqual(
      expect.arrayContaining([
        ['stem', 'non-finite-input', 31],
        ['bn3', 'non-finite-input', 30],
      ]),
    );
  });

  test('put a gap down to the layer before it that is as far off', async () => {
    const shifted = (by: number) => trained({ channels: 12, place: (_, mode) => [mode === 'eval' ? by : 0, 1] });
    const report = await reportOn(
      recording({ stem: trained({ channels: 12 }), bn1: shifted(3), bn2: shifted(2.5), bn3: shifted(6) }),
    );
    expect(rulesOf(report)).toEqual([expect.stringMatching(/^bn3 /), expect.stringMatching(/^bn1 /)]);
    expect(report.findings[1].follows).toContainEqual(expect.objectContaining({ layer: 'bn2' }));
  });

  test('tell of a frozen layer whose running values moved, beside layers that learn', async () => {
    const frozen = trained({ gamma: () => 1 });
    const report = await reportOn(recording({ stem: frozen, bn2: trained() }));
    expect(report.findings).toContainEqual(
      expect.objectContaining({ layer: 'stem', rule: 'frozen-moved', severity: 'error', pass: 0 }),
    );
    // Where no layer learns, as in a re-estimation of the statistics, that is as it should be.
    expect(rulesOf(await reportOn(recording({ stem: frozen, bn2: frozen })))).toEqual([]);
    // Frozen in eval mode, as it should be.
    const still = passesTold(
      long.map(({ step }) => ({ mode: 'eval' as const, step })),
      {
        gamma: () => 1,
        initial: { mean: [0, 0, 0, 0], var: [1, 1, 1, 1], tracked: 3 },
      },
    );
    expect(rulesOf(await reportOn(recording({ stem: still, bn2: trained() })))).not.toContain('stem frozen-moved');
  });

  test('tell of ranks that part, beyond what batches of one distribution do', async () => {
    const rank = (seed: number, mean: number) => trained({ seed, place: () => [mean, 1] });
    const names = ['rank0/stem', 'rank1/stem'] as const;
    const apart = await reportOn(recording({ [names[0]]: rank(1, 0), [names[1]]: rank(2, 1) }));
    expect(apart.findings).toContainEqual(
      expect.objectContaining({
        layer: 'rank1/stem',
        rule: 'ranks-disagree',
        severity: 'warning',
        channels: expect.arrayContaining([0, 1, 2, 3]) as number[],
      }),
    );
    const alike = await reportOn(recording({ [names[0]]: rank(1, 0), [names[1]]: rank(2, 0) }));
    expect(rulesOf(alike)).toEqual([]);
  });

  test('tell of ranks whose variances part, where their means do not', async () => {
    const rank = (seed: number, sigma: number) => trained({ seed, place: () => [0, sigma] });
    const wider = await reportOn(recording({ 'rank0/stem': rank(1, 1), 'rank1/stem': rank(2, 1.6) }));
    const finding = wider.findings.find(({ rule }) => rule === 'ranks-disagree');
    expect(finding).toMatchObject({ layer: 'rank1/stem', severity: 'warning' });
    expect(finding?.message).toMatch(
      /^4 of 4 channels: rank0\/stem and rank1\/stem ended with other running values, one with 1\.[4-8]\d times the other's σ in channel \d \(variances /,
    );
    const nearly = await reportOn(recording({ 'rank0/stem': rank(1, 1), 'rank1/stem': rank(2, 1.1) }));
    expect(rulesOf(nearly)).toEqual([]);
  });
});

describe('checkpoints', () => {
  const one = (...values: number[]) => npyOf([values.length], Float32Array.from(values));
  const count = (value: number) => npyOf([], Float64Array.of(value));
  const checkpoint = async (members: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) => {
    const { zipSync } = await import('fflate');
    return Uint8Array.from(
      zipSync(
        Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`${name}.npy`, [bytes, { level: 0 }]])),
      ),
    );
  };
  const layer = (name: string, gamma: number, beta: number, mean: number, variance: number, tracked: number) => ({
    [`${name}.weight`]: one(gamma, gamma),
    [`${name}.bias`]: one(beta, beta),
    [`${name}.running_mean`]: one(mean, mean),
    [`${name}.running_var`]: one(variance, variance),
    [`${name}.num_batches_tracked`]: count(tracked),
  });

  test('are models of states alone', async () => {
    const bytes = await checkpoint({
      ...layer('bn1', 1, 0, 0.5, 2, 10),
      ...layer('bn2', 1, 0, 0, 1, 10),
      'fc.weight': one(1),
    });
    const report = await reportOn(new RecordingFiles({ 'a.npz': bytes }), {}, 'a.npz');
    expect(report.layers.map(({ name, report: { channels, passes } }) => [name, channels, passes])).toEqual([
      ['bn1', 2, []],
      ['bn2', 2, []],
    ]);
  });

  test('against another one tell what moved, and what that means', async () => {
    const before = await checkpoint({
      ...layer('a', 1, 0, 0, 1, 100),
      ...layer('b', 1, 0, 0, 1, 100),
      ...layer('c', 1, 0, 0, 1, 100),
      ...layer('d', 1, 0, 0, 1, 100),
    });
    const now = await checkpoint({
      ...layer('a', 1.5, 0.25, 0.5, 2, 150),
      ...layer('b', 1, 0, 2, 4, 150),
      ...layer('c', 1.25, 0, 0, 1, 100),
      // Two updates at momentum 0.1 leave 81 % of the old variance at least.
      ...layer('d', 1.5, 0, 0.1, 0.5, 102),
      ...layer('e', 1, 0, 0, 1, 1),
    });
    const files = new RecordingFiles({ 'before.npz': before, 'now.npz': now });
    const report = await reportOn(files, { against: `${RUN}/before.npz` }, 'now.npz');
    const moved = new Map(report.layers.map((one) => [one.name, one.moved]));
    const sigma = Math.sqrt(1 + 1e-5);
    expect(moved.get('a')).toEqual({
      meanSigma: 0.5 / sigma,
      varRatio: (2 + 1e-5) / (1 + 1e-5),
      updates: 50,
      gammaMoved: 0.5,
      betaMoved: 0.25,
    });
    expect(moved.get('c')?.updates).toBe(0);
    expect(moved.get('d')?.updates).toBeNull();
    expect(moved.get('e')).toBeUndefined();
    expect(report.findings).toContainEqual(
      expect.objectContaining({ layer: 'b', rule: 'frozen-moved', severity: 'error', pass: -1, lastPass: -1 }),
    );
    expect(report.findings).toContainEqual(
      expect.objectContaining({ layer: 'c', rule: 'stale-statistics', severity: 'warning', pass: -1 }),
    );
  });

  test('are compared with recordings, too', async () => {
    const told = trained({ channels: 2 });
    const files = recording({ bn1: told });
    files.write('start.npz', await checkpoint(layer('bn1', 1, 0, 0, 1, 1000)));
    const { layers } = await reportOn(files, { against: `${RUN}/start.npz` });
    const last = told[told.length - 1].after;
    expect(layers[0].moved?.updates).toBe(60);
    expect(layers[0].moved?.meanSigma).toBeCloseTo(Math.max(...last.mean.map(Math.abs)) / Math.sqrt(1 + 1e-5), 12);
  });

  test('what is neither cannot be compared', async () => {
    const files = recording({ bn1: trained() });
    await expect(reportOn(files, { against: `${RUN}/model.bn.json` }, 'bn1.bn.json')).rejects.toThrow(
      /this is neither/,
    );
    await expect(reportOn(files, { against: `${RUN}/bn1.bn.json` })).rejects.toThrow(
      /expected a recording or a checkpoint/,
    );
  });
});
