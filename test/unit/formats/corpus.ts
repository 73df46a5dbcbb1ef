import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** One file that NumPy wrote, and what is in it. See test/fixtures/formats/make_npy.py. */
export interface CorpusFile {
  readonly title: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the little-endian C-order bits. */
  readonly sha256: string;
  /** Of small files, every value. */
  readonly values: readonly number[] | undefined;
}

type Row = readonly [string, string, readonly number[], string, string, number, number, string, (readonly string[])?];

/** Tests and scripts run in the project's folder; a bundle of them may lie elsewhere. */
const folder = join('test', 'fixtures', 'formats');

export function readCorpus(): readonly CorpusFile[] {
  const pack = new Uint8Array(inflateSync(readFileSync(join(folder, 'npy.pack'))));
  const rows = JSON.parse(readFileSync(join(folder, 'npy.json'), 'utf8')) as readonly Row[];
  return rows.map(([descr, order, shape, version, dtype, offset, length, sha256, values]) => ({
    title: `${descr} ${order} (${shape.join(', ')}) v${version}`,
    shape,
    dtype,
    bytes: pack.slice(offset, offset + length),
    sha256,
    values: values?.map(numberOf),
  }));
}

/** A number as Python's repr writes it. */
function numberOf(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}
