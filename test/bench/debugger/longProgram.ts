import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { npyFile, npyHeader } from '../../unit/formats/npyFile.js';
import { randomValues } from '../randomValues.js';

export const passes = 10_000;
/** Of one file. */
const batches = 100;
export const batchShape = [32, 64, 8, 8] as const;
/** A step a line, from the second on. */
const stepLine = 2;
/** One of those in the middle. */
export const breakpointLine = stepLine + 50;

export interface LongProgram {
  readonly uri: string;
  readonly text: string;
  readonly remove: () => Promise<void>;
}

/** A program of 10,000 passes over one file of 100 batches, again and again, on the disk. */
export async function makeLongProgram(): Promise<LongProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'batchnorm-bench-'));
  const [samples, ...axes] = batchShape;
  const shape = [samples * batches, ...axes];
  const batch = randomValues(batchShape.reduce((product, length) => product * length, 1));
  const file = await open(join(folder, 'all.npy'), 'w');
  try {
    await file.write(npyFile(npyHeader("'<f4'", `(${shape.join(', ')})`)));
    for (let index = 0; index < batches; index++) await file.write(batch.map((value) => value + index / batches));
  } finally {
    await file.close();
  }
  const step = `{ "train": "all.npy", "batchSize": ${samples} }`;
  const text = `{ "steps": [\n${Array<string>(passes / batches)
    .fill(step)
    .join(',\n')}\n] }\n`;
  const path = join(folder, 'long.bn.json');
  await writeFile(path, text);
  return { uri: pathToFileURL(path).href, text, remove: () => rm(folder, { recursive: true, force: true }) };
}
