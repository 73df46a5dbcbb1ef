import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, passesTold } from '../session/recordings/recordedLayer.js';
import { layerFiles, recordedProgram } from '../session/recordings/recordingFiles.js';
import { buildReport } from './buildReport.js';

let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'model-'));
  script = await buildReport(folder);
  const steps = calls(30, 10);
  for (const [name, updates] of [
    ['stem', 1],
    ['bn1', 2],
  ] as const) {
    const files = layerFiles(name, passesTold(steps, { updates: () => updates }));
    for (const [path, bytes] of Object.entries(files)) write(path, bytes);
    write(`${name}.bn.json`, JSON.stringify(recordedProgram(name)));
  }
  const model = (names: readonly string[]) =>
    JSON.stringify({ layers: names.map((name) => ({ name, program: `${name}.bn.json` })) });
  write('model.bn.json', model(['stem', 'bn1']));
  write('broken.bn.json', model(['stem', 'gone']));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function report(...parameters: readonly string[]): Promise<{ readonly output: string; readonly code: number }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...parameters], { cwd: folder }, (_, output) =>
      resolve({ output, code: child.exitCode ?? -1 }),
    );
  });
}

describe('npm run report on a model', () => {
  test('--json prints a ModelReport on one line', async () => {
    const { output, code } = await report('model.bn.json', '--json');
    expect([code, output.trimEnd().split('\n').length]).toEqual([0, 1]);
    const { layers, findings } = JSON.parse(output) as {
      layers: { name: string; report: { passes: unknown[] } }[];
      findings: { layer: string; rule: string }[];
    };
    expect(layers.map(({ name, report: { passes } }) => [name, passes.length])).toEqual([
      ['stem', 0],
      ['bn1', 0],
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ layer: 'bn1', rule: 'update-count' }));
  });

  test('--passes has the passes, --against what moved since', async () => {
    const { output } = await report('model.bn.json', '--json', '--passes', '--against', 'model.bn.json');
    const { layers } = JSON.parse(output) as { layers: { report: { passes: unknown[] }; moved: object }[] };
    expect(layers[0].report.passes).toHaveLength(33);
    expect(layers[0].moved).toEqual({ meanSigma: 0, varRatio: 1, updates: 0, gammaMoved: 0, betaMoved: 0 });
  });

  test('for people: findings, causes first, then the layers, the worst first', async () => {
    const { output } = await report('model.bn.json');
    expect(output).toMatch(/^2 layers, 66 passes$/m);
    expect(output).toMatch(/^warning: bn1, all channels, pass 1: 30 of 30 train passes moved .*\(update-count\)$/m);
    expect(output.indexOf('\nbn1 ')).toBeLessThan(output.indexOf('\nstem '));
  });

  test('fails where a finding is as bad as --fail-on says, and where a layer cannot be opened', async () => {
    expect((await report('model.bn.json', '--fail-on', 'error')).code).toBe(0);
    expect((await report('model.bn.json', '--fail-on', 'warning')).code).toBe(1);
    expect((await report('broken.bn.json')).code).toBe(2);
  });
});
