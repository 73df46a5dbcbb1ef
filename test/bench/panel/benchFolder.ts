import { link, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npyFile, npyHeader } from '../../unit/formats/npyFile.js';
import { randomValues } from '../randomValues.js';

export const largeShape = [64, 256, 56, 56];
export const wideShape = [16, 65_536];
/** Names of one large file, each a batch of its own for us: the file is in the page cache, its statistics are not known. */
const batches = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `batch_${name}.npy`);
export const batchCount = batches.length;

/** 16 GiB of zeros that take no room on the disk: some seconds to read. */
const endlessShape = [16_384, 64, 64, 64];

export const manyFiles = 3000;
const smallShape = [16, 8, 2, 2];

export const knownPasses = 10_000;
/** So long a run can be paused more than once. */
export const pausedPasses = 40_000;
/** So many files, again and again. */
export const knownBatches = 4;
export const knownShape = [16, 64, 4, 4];

export const widePasses = 200;

/** A folder with what the panel is measured on; `remove` ends it. */
export async function makeBenchFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'batchnorm-bench-'));
  const [first, ...others] = batches;
  await writeFile(join(path, first), npy(largeShape));
  for (const name of others) await link(join(path, first), join(path, name));
  await writeFile(join(path, 'wide.npy'), npy(wideShape));
  await writeProgram(join(path, 'wide.bn.json'), Array<string>(widePasses).fill('wide.npy'));
  // The second time round, all statistics are known.
  await writeProgram(join(path, 'large.bn.json'), [...batches, ...batches]);
  const endless = join(path, 'endless.npy');
  const head = npyHead(endlessShape);
  await writeFile(endless, head);
  await truncate(endless, endlessShape.reduce((product, size) => product * size, 4) + head.byteLength);
  await writeFile(join(path, 'small.npy'), npy([8, 64, 4]));
  await writeProgram(join(path, 'endless.bn.json'), ['small.npy', 'endless.npy']);
  await mkdir(join(path, 'many'));
  const small = npy(smallShape);
  for (let pass = 0; pass < manyFiles; pass++) await writeFile(join(path, 'many', `batch_${pass}.npy`), small);
  await writeProgram(join(path, 'many.bn.json'), ['many/batch_*.npy']);
  const known = Array.from({ length: knownBatches }, (_, batch) => `known_${batch}.npy`);
  for (const name of known) await writeFile(join(path, name), npy(knownShape));
  const again = (passes: number) => Array.from({ length: passes }, (_, pass) => known[pass % knownBatches]);
  await writeProgram(join(path, 'known.bn.json'), again(knownPasses));
  await writeProgram(join(path, 'pause.bn.json'), again(pausedPasses));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

function writeProgram(path: string, batches: readonly string[]): Promise<void> {
  return writeFile(path, JSON.stringify({ steps: batches.map((name) => ({ train: name })) }));
}

function npy(shape: readonly number[]): Uint8Array {
  const values = randomValues(shape.reduce((product, size) => product * size, 1));
  return Buffer.concat([npyHead(shape), new Uint8Array(values.buffer)]);
}

function npyHead(shape: readonly number[]): Uint8Array {
  return npyFile(npyHeader("'<f4'", `(${shape.join(', ')})`));
}
