import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelReport } from '../../../src/session/index.js';
import { patience } from '../../patience.mjs';
import { buildReport } from '../cli/buildReport.js';
import { pythonWith } from '../pythons.js';

const python = pythonWith('numpy');

describe.skipIf(python === undefined)('recordings that plain NumPy has written (left out where there is none)', () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'batchnorm-foreign-'));
    const writer = join(import.meta.dirname, '../../python/foreign_recording.py');
    const { status, stderr } = spawnSync(python ?? '', [writer, folder], { encoding: 'utf8', timeout: patience(60) });
    expect(status, stderr).toBe(0);
    script = await buildReport(folder);
  }, patience(90));
  afterAll(() => rmSync(folder, { recursive: true }));

  const report = (name: string, ...words: readonly string[]): ModelReport => {
    const path = join(folder, name, 'model.bn.json');
    const { stdout, stderr } = spawnSync(process.execPath, [script, path, '--json', ...words], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: patience(60),
    });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as ModelReport;
  };
  const rules = ({ findings }: ModelReport) => findings.map(({ layer, rule, pass }) => `${layer} ${rule} ${pass}`);

  it(
    'open with only what must be there, and put a gap down to the layer where it begins',
    () => {
      const model = report('plain');
      expect(model.layers.map(({ name, passCount, problem }) => [name, passCount, problem])).toEqual([
        ['stem', 66, undefined],
        ['block.1/bn', 66, undefined],
        ['head', 66, undefined],
      ]);
      const [first, ...others] = model.findings;
      expect(first).toMatchObject({ layer: 'block.1/bn', rule: 'mode-shift', severity: 'warning' });
      expect(first.follows).toContainEqual(expect.objectContaining({ layer: 'head' }));
      expect(others.map(({ layer }) => layer)).not.toContain('head');
    },
    patience(60),
  );

  it(
    'open deflated, in every order of bytes and axes, with gaps between their steps and no tensors at all',
    () => {
      const model = report('every', '--passes');
      const [{ report: first }] = model.layers;
      expect(first.passes).toHaveLength(66);
      expect(first.passes.slice(0, 3).map(({ mode, step, count, shape }) => [mode, step, count, shape])).toEqual([
        ['train', 0, 128, [32, 6, 2, 2]],
        ['train', 7, 128, [32, 6, 2, 2]],
        ['train', 14, 128, [32, 6, 2, 2]],
      ]);
      expect(rules(model)).toEqual(['second non-finite-input 13', 'first update-count 0']);
      expect(model.findings[0].follows).toContainEqual(expect.objectContaining({ layer: 'third', pass: 13 }));
    },
    patience(60),
  );

  it(
    'may be of several ranks in one model, which are told apart',
    () => {
      const [first, ...others] = report('ranks').findings;
      expect(first).toMatchObject({ layer: 'rank1/stem.1', rule: 'ranks-disagree', channels: [0, 1, 2, 3, 4, 5] });
      expect(others.map(({ layer }) => layer)).not.toContain('rank0/stem.1');
    },
    patience(60),
  );
});
