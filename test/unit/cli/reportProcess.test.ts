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
    expect(ended.peak).toBeLessThan(1200);
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
