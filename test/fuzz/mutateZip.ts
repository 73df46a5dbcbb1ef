import { mutateBytes, troublesomeNumber, writeNumber } from './mutateBytes.js';
import { oneOf, type Random } from './randomNumbers.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** The records of a zip archive and where their numbers stand: [offset, bytes]. APPNOTE.TXT, 4.3 */
const records: ReadonlyMap<number, readonly (readonly [at: number, width: number])[]> = new Map([
  [0x04034b50, fields([6, 2], [8, 2], [14, 4], [18, 4], [22, 4], [26, 2], [28, 2])],
  [0x02014b50, fields([8, 2], [10, 2], [16, 4], [20, 4], [24, 4], [28, 2], [30, 2], [32, 2], [42, 4], [46, 4])],
  [0x06054b50, fields([4, 2], [6, 2], [8, 2], [10, 2], [12, 4], [16, 4], [20, 2])],
  [0x06064b50, fields([4, 8], [16, 4], [24, 8], [32, 8], [40, 8], [48, 8])],
  [0x07064b50, fields([4, 4], [8, 8], [16, 4])],
]);

function fields(...list: readonly (readonly [number, number])[]) {
  return list;
}

/** Changes one to three of the counts, offsets, sizes, flags or lengths of an archive's records; now and then bytes, too. */
export function mutateZip(seed: Bytes, random: Random, tokens: readonly Bytes[]): Bytes {
  const bytes = seed.slice();
  const places = recordsOf(bytes);
  if (places.length === 0) return mutateBytes(bytes, random, tokens);
  for (let change = oneOf(random, [1, 1, 1, 2, 3]); change > 0; change--) {
    const record = oneOf(random, places);
    const [at, width] = oneOf(random, record.fields);
    // Where another record stands is what an archive that overlaps or goes in circles says.
    const value = random(3) === 0 ? oneOf(random, places).at : troublesomeNumber(random, bytes.length);
    writeNumber(bytes, record.at + at, width, value);
  }
  return random(4) === 0 ? mutateBytes(bytes, random, tokens) : bytes;
}

function recordsOf(bytes: Bytes) {
  const view = new DataView(bytes.buffer);
  const found: { at: number; fields: readonly (readonly [number, number])[] }[] = [];
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const numbers = bytes[at] === 0x50 ? records.get(view.getUint32(at, true)) : undefined;
    if (numbers) found.push({ at, fields: numbers });
  }
  return found;
}
