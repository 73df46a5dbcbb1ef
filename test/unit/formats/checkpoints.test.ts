import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeTensor } from '../../../src/cli/describeTensor.js';
import { memorySource, openTensor } from '../../../src/formats/index.js';
import { patience } from '../../patience.mjs';
import { recordedCheckpoints, type CheckpointRow } from './checkpointFiles.js';

const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20240229);
const timeout = patience(60);

const kinds = [
  { name: 'checkpoints', library: 'torch' },
  { name: 'hdf5', library: 'h5py' },
] as const;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** What is not as its writer says; of every tensor. */
async function mismatches(
  rows: readonly CheckpointRow[],
  describeOne: (row: CheckpointRow) => Promise<unknown>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const row of rows) {
    const [file, member, part, shape, dtype, sha256] = row;
    const expected = JSON.stringify({ shape, dtype, sha256 });
    const found = await describeOne(row).then(JSON.stringify, String);
    if (found !== expected) wrong.push(`${file} ${member ?? ''} ${part ?? ''}: expected ${expected}, found ${found}`);
  }
  return wrong;
}

/** The first Python that has a library, and its version. */
function pythonWith(library: string): { readonly python: string; readonly version: string } | undefined {
  for (const python of ['python3', '/usr/bin/python3', 'python']) {
    const { status, stdout } = spawnSync(python, ['-c', `import ${library}; print(${library}.__version__)`], {
      encoding: 'utf8',
    });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

describe.each(kinds)('what $library writes', ({ name, library }) => {
  const recorded = recordedCheckpoints(name);

  it('was recorded, and is read to the last bit', async () => {
    expect(recorded.rows.length).toBeGreaterThan(100);
    const wrong = await mismatches(recorded.rows, async ([file, member, part]) => {
      const source = memorySource(file, recorded.files.get(file) ?? new Uint8Array());
      const tensor = await openTensor(source, { ...(member !== null && { member }), ...(part !== null && { part }) });
      const sha256 = createHash('sha256')
        .update(await tensor.readBits())
        .digest('hex');
      return { shape: tensor.shape, dtype: tensor.dtype, sha256 };
    });
    expect(wrong).toEqual([]);
  });

  const found = pythonWith(library);
  it.skipIf(!found)(
    found
      ? `is read to the last bit by npm run tensor, of ${library} ${found.version} with seed ${seed}`
      : `is compared with ${library} itself: left out, no Python here has it`,
    { timeout },
    async () => {
      const folder = temporaryFolder();
      const script = join('test', 'fixtures', 'formats', `write_${name}.py`);
      const { status, stderr } = spawnSync(found?.python ?? '', ['-W', 'ignore', script, folder, String(seed)], {
        encoding: 'utf8',
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const rows = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as readonly CheckpointRow[];
      expect(rows.length).toBeGreaterThan(200);
      const wrong = await mismatches(rows, ([file, member, part]) =>
        describeTensor(join(folder, file), member ?? undefined, part ?? undefined),
      );
      expect(wrong).toEqual([]);
    },
  );
});
