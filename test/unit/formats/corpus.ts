import { readFileSync } from 'node:fs';
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

const folder = new URL('../../fixtures/formats/', import.meta.url);

export function readCorpus(): readonly CorpusFile[] {
  const pack = new Uint8Array(inflateSync(readFileSync(new URL('npy.pack', folder))));
  const rows = JSON.parse(readFileSync(new URL('npy.json', folder), 'utf8')) as readonly Row[];
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
