import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npyFile, npyHeader } from '../formats/npyFile.js';
import { zipFile } from '../formats/zipFile.js';
import { buildReport } from './buildReport.js';

let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  script = await buildReport(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly code: number | null;
  /** The most memory that the process has had, in MB. */
  readonly peak: number;
}

const tellPeak = `process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))`;

/** @param mostOutput characters after which nobody reads any more */
function report(parameters: readonly string[], mostOutput = Infinity): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tellPeak)}`, script, ...parameters],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => {
    if (output.length < 2000) output += data.toString();
    if (output.length >= mostOutput) child.stdout.destroy();
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      const [, kilobytes = 'NaN'] = /^peak (\d+)$/m.exec(errors) ?? [];
      resolve({ output, errors: errors.replace(/^peak .*\n/m, ''), code, peak: Number(kilobytes) / 1024 });
    }),
  );
}

/** An archive of one array of uint8 without any other value than 0: a thousandth of its size. */
function zeros(name: string, shape: readonly number[]): string {
  const dataBytes = shape.reduce((product, size) => product * size, 1);
  const content = npyFile(npyHeader("'|u1'", `(${shape.join(', ')},)`), { dataBytes });
  const path = join(folder, name);
  writeFileSync(path, zipFile([{ name: 'x.npy', content, isDeflated: true }]));
  return path;
}

function program(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('npm run report', () => {
  test('ends without a word where nobody reads its output any more', async () => {
    const ended = await report([zeros('long.npz', [4, 60_000]), '--json'], 1000);
    expect(ended.output).toMatch(/^\{"convention":"pytorch"/);
    expect(ended.errors).toBe('');
    expect(ended.code).toBe(0);
  });

  test('refuses more channels than statistics are kept for, by what memory is there, and says what would do', async () => {
    const ended = await report([zeros('channels.npz', [2, 2 ** 24]), '--json']);
    expect(JSON.parse(ended.output)).toEqual({
      error:
        'channels.npz: shape [2, 16777216]: 16777216 channels on axis 1, expected at most 1048576; axis 0 has 2 entries',
    });
    expect(ended.code).not.toBe(0);
    expect(ended.peak).toBeLessThan(400);
  });

  test('keeps the statistics of as many channels as it takes in bounded memory', async () => {
    const ended = await report([zeros('most.npz', [4, 2 ** 20]), '--json'], 1000);
    expect(ended.output).toContain('"channels":1048576');
    expect(ended.peak).toBeLessThan(1000);
  });

  test('inflates an archive as it goes: nothing of it is held that is large', async () => {
    const ended = await report([zeros('inflated.npz', [2 ** 17, 512]), '--json'], 1000);
    expect(ended.output).toContain('"count":131072');
    expect(ended.peak).toBeLessThan(400);
  });

  test('does not read parameters that fit no channel', async () => {
    zeros('gamma.npz', [2 ** 26]);
    zeros('x.npz', [4, 3]);
    const path = program('state.bn.json', {
      state: { gamma: { file: 'gamma.npz', member: 'x' } },
      steps: [{ train: { file: 'x.npz', member: 'x' } }],
    });
    const ended = await report([path]);
    expect(ended.errors).toMatch(/^gamma: gamma\.npz\/x has shape \[67108864\], expected 3 values/);
    expect(ended.peak).toBeLessThan(300);
  });

  test('refuses samples that a file does not have before it makes anything of them', async () => {
    zeros('few.npz', [4, 3]);
    const train = { file: 'few.npz', member: 'x' };
    const path = program('rows.bn.json', { steps: [{ train, rows: [0, 1e9], virtualBatchSize: 1 }] });
    const ended = await report([path]);
    expect(ended.errors).toMatch(/^few\.npz\/x: axis 0: there are no samples 0 to 999999999/);
    expect(ended.peak).toBeLessThan(300);
  });
});

describe('the exit code of npm run report', () => {
  const batch = () => {
    const path = join(folder, 'b.npy');
    writeFileSync(path, npyFile(npyHeader("'<f4'", '(4, 2)'), { dataBytes: 32 }));
    writeFileSync(join(folder, 'y.npy'), npyFile(npyHeader("'<f4'", '(4, 3)'), { dataBytes: 48 }));
    return path;
  };
  const codeOf = async (content: object, ...words: readonly string[]) => {
    batch();
    return (await report([program('exit.bn.json', content), '--allow', folder, ...words])).code;
  };

  test('is 0 where all ran, findings or not, unless they are as bad as --fail-on says', async () => {
    const constant = { steps: [{ train: 'b.npy' }] };
    expect(await codeOf(constant)).toBe(0);
    expect(await codeOf(constant, '--fail-on', 'error')).toBe(0);
    expect(await codeOf(constant, '--fail-on', 'warning')).toBe(1);
    expect(await codeOf(constant, '--fail-on', 'info')).toBe(2);
  });

  test('is 1 where an expected output does not hold', async () => {
    expect(await codeOf({ steps: [{ train: 'b.npy', expect: 'b.npy' }] })).toBe(0);
    expect(await codeOf({ steps: [{ train: 'b.npy', expect: 'y.npy' }] })).toBe(1);
    const shifted = { state: { beta: 1 }, steps: [{ train: 'b.npy', expect: 'b.npy' }] };
    expect(await codeOf(shifted)).toBe(1);
  });

  test('is 1 where an expected state or gradient does not hold', async () => {
    expect(await codeOf({ steps: [{ train: 'b.npy', stateAfter: { numBatchesTracked: 1 } }] })).toBe(0);
    expect(await codeOf({ steps: [{ train: 'b.npy', stateAfter: { numBatchesTracked: 2 } }] })).toBe(1);
    expect(await codeOf({ steps: [{ train: 'b.npy', gradOutput: 'b.npy', expectGrad: 'y.npy' }] })).toBe(1);
  });

  test('is 2 where the program is invalid, a file is missing, or nothing could run', async () => {
    expect(await codeOf({ steps: [{ train: 5 }] })).toBe(2);
    expect(await codeOf({ steps: [{ train: 'absent.npy' }] })).toBe(2);
    expect(await codeOf({ steps: [{ train: 'b.npy' }, { train: 'absent.npy' }] })).toBe(2);
    expect(await codeOf({ steps: [{ train: 'b.npy', expect: 'absent.npy' }] })).toBe(2);
    expect(await codeOf({ steps: [{ train: 'b.npy', rows: [0, 1] }] })).toBe(2);
  });

  test('is 0 where one pass of several was refused for what it holds', async () => {
    expect(await codeOf({ steps: [{ train: 'b.npy' }, { train: 'b.npy', rows: [0, 1] }] })).toBe(0);
  });
});

describe('npm run report of what cannot be run as it is', () => {
  test('says what the panel says: what is wrong, what to do, what to paste', async () => {
    const path = join(folder, 'c.npy');
    writeFileSync(path, npyFile(npyHeader("'<f16'", '(1, 1)'), { dataBytes: 16 }));
    const { errors, code } = await report([path]);
    expect(errors).toMatch(
      /^c\.npy: header at byte 10: descr '<f16' is a longdouble[^]*\nSave it as float64:\nimport numpy/,
    );
    expect(code).toBe(2);
    const { output } = await report([path, '--json']);
    expect(JSON.parse(output)).toMatchObject({
      advice: 'Save it as float64:',
      code: expect.stringContaining('np.load') as string,
    });
  });

  test('lists the layers and tensors of an archive, and reports on those layers', async () => {
    const array = (name: string, shape: string, dataBytes: number) => ({
      name: `${name}.npy`,
      content: npyFile(npyHeader("'<f4'", shape), { dataBytes }),
    });
    const path = join(folder, 'ckpt.npz');
    const members = [array('bn.running_mean', '(2,)', 8), array('bn.running_var', '(2,)', 8), array('x', '(4, 2)', 32)];
    writeFileSync(path, zipFile(members));
    const listed = await report([path]);
    expect(listed.output).toMatch(/^ckpt\.npz, \.npz archive: 1 BatchNorm layer, 3 tensors\n/);
    expect(listed.output).toMatch(/^bn +2 +PyTorch/m);
    expect(listed.output).toMatch(/^x +\[4, 2\] +float32 +32$/m);
    expect(listed.code).toBe(0);
    expect(listed.output).toMatch(/^1 layer, 0 passes$/m);
    const { layers } = JSON.parse((await report([path, '--json'])).output) as { layers: unknown[] };
    expect(layers).toMatchObject([{ name: 'bn', report: { channels: 2, convention: 'pytorch', passes: [] } }]);
    expect((await report([path, 'x'])).code).toBe(0);
  });
});
