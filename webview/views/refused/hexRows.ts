import type { Refusal } from '../../../src/session/index.js';

export interface HexByte {
  readonly hex: string;
  readonly text: string;
  readonly isMarked: boolean;
}
export interface HexRow {
  /** `0010` */
  readonly offset: string;
  readonly bytes: readonly HexByte[];
}

/** Bytes of a refused file in rows of 16, as a hex editor shows them; those that are no ASCII letter are a dot. */
export function hexRows({ from, data, markFrom, markTo }: NonNullable<Refusal['bytes']>): readonly HexRow[] {
  const rows: HexRow[] = [];
  const digits = Math.max(4, (from + data.length).toString(16).length);
  for (let at = 0; at < data.length; at += 16) {
    const bytes = [...data.subarray(at, at + 16)].map((byte, index) => ({
      hex: byte.toString(16).padStart(2, '0'),
      text: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
      isMarked: from + at + index >= markFrom && from + at + index < markTo,
    }));
    rows.push({ offset: (from + at).toString(16).padStart(digits, '0'), bytes });
  }
  return rows;
}
