import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { join } from 'node:path';

/** A tensor that a file holds: file, member, part, shape, dtype, sha256 of its little-endian bits in C order. */
export type CheckpointRow = readonly [
  file: string,
  member: string | null,
  part: string | null,
  shape: readonly number[],
  dtype: string,
  sha256: string,
];

export interface Recorded {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly rows: readonly CheckpointRow[];
}

/** Checkpoints that their frameworks wrote, and what is in them; see test/fixtures/formats/write_<name>.py. */
export function recordedCheckpoints(name: 'checkpoints' | 'hdf5'): Recorded {
  const text = readFileSync(join('test', 'fixtures', 'formats', `${name}.json`), 'utf8');
  const { files, rows } = JSON.parse(text) as { files: Record<string, string>; rows: CheckpointRow[] };
  const unpacked = Object.entries(files).map(
    ([file, packed]) => [file, new Uint8Array(inflateSync(Buffer.from(packed, 'base64')))] as const,
  );
  return { files: new Map(unpacked), rows };
}
