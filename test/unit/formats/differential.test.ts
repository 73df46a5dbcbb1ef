import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeTensor } from '../../../src/cli/describeTensor.js';
import { patience } from '../../patience.mjs';
import { readCorpus } from './corpus.js';

type Row = readonly [
  file: string,
  member: string | null,
  part: string | null,
  shape: number[],
  dtype: string,
  sha256: string,
];

/** Another one from the environment; it is in the test's name. */
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20240229);
const script = join('test', 'fixtures', 'formats', 'write_arrays.py');
/** What a machine with NumPy calls its Python; there may be two of different ages. */
const pythons = ['python3', '/usr/bin/python3', 'python'];
const timeout = patience(60);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'differential-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** One Python for every version of NumPy that is installed. */
function numpys(): { readonly python: string; readonly version: string }[] {
  const found = new Map<string, string>();
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ['-c', 'import numpy; print(numpy.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0 && !found.has(stdout.trim())) found.set(stdout.trim(), python);
  }
  return Array.from(found, ([version, python]) => ({ python, version }));
}

/** What `npm run tensor` says of every array, where that is not what its writer says. */
async function mismatches(folder: string, rows: readonly Row[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [file, member, part, shape, dtype, sha256] of rows) {
    const expected = JSON.stringify({ shape, dtype, sha256 });
    const found = await describeTensor(join(folder, file), member ?? undefined, part ?? undefined).then(
      (description) => JSON.stringify(description),
      (error: unknown) => String(error),
    );
    if (found !== expected) wrong.push(`${file} ${member ?? ''} ${part ?? ''}: expected ${expected}, found ${found}`);
  }
  return wrong;
}

describe('npm run tensor', () => {
  it(
    'finds shape, dtype and every byte of 2,394 recorded arrays',
    async () => {
      const folder = temporaryFolder();
      const rows = readCorpus().map(({ bytes, shape, dtype, sha256 }, i): Row => {
        writeFileSync(join(folder, `${i}.npy`), bytes);
        return [`${i}.npy`, null, null, [...shape], dtype, sha256];
      });
      expect(rows).toHaveLength(2394);
      expect(await mismatches(folder, rows)).toEqual([]);
    },
    timeout,
  );

  // Without NumPy there is the recorded corpus; the versions stand in the name.
  it.for(numpys())(
    `finds shape, dtype and every byte of what NumPy $version writes with seed ${seed}`,
    { timeout },
    async ({ python }) => {
      const folder = temporaryFolder();
      const { status, stderr } = spawnSync(python, [script, folder, String(seed)], {
        encoding: 'utf8',
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const rows = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as readonly Row[];
      expect(rows.length).toBeGreaterThan(4000);
      expect(await mismatches(folder, rows)).toEqual([]);
    },
  );
});
