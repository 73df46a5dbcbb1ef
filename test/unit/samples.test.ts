import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findingsOf, folderOf, modelReportOf, parseProgram, SessionOwner, viewOf } from '../../src/session/index.js';
import { nodeFiles } from '../../src/worker/nodeFiles.js';
import { workerFiles } from '../../src/worker/workerFiles.js';

const FOLDER = join(import.meta.dirname, '../../media/samples');
const host = {
  readFile: (uri: string) => Promise.reject(new Error(`${uri}: samples are local files`)),
  readDirectory: (uri: string) => Promise.reject(new Error(`${uri}: samples are local files`)),
};
const files = workerFiles(host, nodeFiles);

async function run(name: string): Promise<SessionOwner> {
  const uri = pathToFileURL(join(FOLDER, name)).href;
  const owner = await SessionOwner.open(parseProgram(await files.text(uri), name), { base: folderOf(uri), files });
  await owner.runAll();
  return owner;
}

async function recorded(layer: string, name: string): Promise<Float64Array> {
  const uri = pathToFileURL(join(FOLDER, layer, 'expected', `${name}.npy`)).href;
  return Float64Array.from(await files.withTensor(uri, async (file) => (await file.read()).values));
}

describe.each(['bn1', 'bn2'])('sample %s', (layer) => {
  test('has PyTorch’s running statistics after every train pass, to 1e-6', async () => {
    const { session } = await run(`${layer}.bn.json`);
    expect(session.passes.map(({ plan }) => plan.mode)).toEqual([...new Array<string>(12).fill('train'), 'eval']);
    const [means, variances] = [await recorded(layer, 'running_mean'), await recorded(layer, 'running_var')];
    const channels = means.length / 12;
    session.passes.slice(0, 12).forEach(({ after }, pass) => {
      const [mean, variance] = [means, variances].map((all) => all.subarray(pass * channels, (pass + 1) * channels));
      // A float32 mean that has just crossed 0 is not known to 1e-6 of itself, only of the others.
      const scale = Math.max(...mean.map(Math.abs));
      for (let c = 0; c < channels; c++) {
        const isLast = pass === 11;
        const meanScale = isLast ? Math.abs(mean[c]) : scale;
        expect(Math.abs((after.runningMean?.[c] ?? NaN) - mean[c])).toBeLessThanOrEqual(1e-6 * meanScale);
        expect(Math.abs((after.runningVar?.[c] ?? NaN) - variance[c])).toBeLessThanOrEqual(1e-6 * variance[c]);
      }
    });
  });

  test('has PyTorch’s outputs, to 5e-6', async () => {
    const { session } = await run(`${layer}.bn.json`);
    const compared = session.passes.flatMap((pass) => (pass.kind === 'computed' && pass.expect ? [pass.expect] : []));
    expect(compared).toHaveLength(2);
    for (const { passed, maxAbsError } of compared) {
      expect(passed).toBe(true);
      expect(maxAbsError).toBeLessThanOrEqual(5e-6);
    }
  });
});

describe('the story that the samples tell', () => {
  test('bn1 is well', async () => {
    expect(findingsOf((await run('bn1.bn.json')).session)).toEqual([]);
  });

  test('bn2 evaluates with what its running statistics started from', async () => {
    const findings = findingsOf((await run('bn2.bn.json')).session);
    expect(findings.every(({ severity }) => severity !== 'error')).toBe(true);
    expect(findings).toMatchObject([{ rule: 'not-converged', severity: 'warning', pass: 12 }]);
    expect(findings[0].message).toBe(
      '11 of 12 channels, channel 5 most: running mean −0.16, batch mean −1.84: 89 % of the initial 0 is left.',
    );
  });

  test('and follows its batches with more momentum', async () => {
    const owner = await run('bn2.bn.json');
    const gap = async (): Promise<number> => {
      const access = owner.store.accessFor(owner.session.layer);
      return (await viewOf(owner.session, 'numbers', { pass: 12, channel: 5 }, access)).mean[3];
    };
    expect(await gap()).toBeCloseTo(-1.7, 1);
    await owner.configure({ momentum: 0.1 });
    expect(await gap()).toBeCloseTo(-0.74, 1);
    await owner.configure({ momentum: 0.3 });
    expect(Math.abs(await gap())).toBeLessThan(0.1);
    // What PyTorch made of it at momentum 0.01 is expected still.
    expect(findingsOf(owner.session).map(({ rule }) => rule)).toEqual(['expected-differs']);
  });
});

test('the samples take at most 1.2 MB', () => {
  const sizes = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  expect(sizes.length).toBeGreaterThan(40);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_200_000);
});

test('the sample model is at most 300 KB, and its first finding is the layer with dropout before it', async () => {
  const names = readdirSync(join(FOLDER, 'model'), { recursive: true, encoding: 'utf8' });
  const sizes = names.map((name) => statSync(join(FOLDER, 'model', name))).filter((entry) => entry.isFile());
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(300_000);
  const target = { kind: 'program', uri: pathToFileURL(join(FOLDER, 'model/model.bn.json')).href } as const;
  const report = await modelReportOf(target, { files, policy: { folders: [], allowed: [] } }, {}, {});
  expect(report?.findings).toMatchObject([
    {
      rule: 'mode-shift',
      severity: 'warning',
      layer: 'stage2.bn1',
      pass: 6,
    },
  ]);
  const followers = new Set(report?.findings[0].follows?.map(({ layer }) => layer));
  expect([...followers]).toEqual(['stage2.bn2', 'stage3.bn1', 'stage3.bn2']);
});
