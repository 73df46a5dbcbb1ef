import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedBy } from '../../../../../src/session/views/table/sortedBy.js';

const places = (count: number) => Uint32Array.from({ length: count }, (_, place) => place);

test('places are sorted as a comparison sorts them: NaN first, equals as they were, −0 equal to 0', () => {
  const key = fc.oneof(fc.double(), fc.constantFrom(NaN, 0, -0, 1, -1, Infinity, -Infinity, 5e-324, -5e-324));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), fc.boolean(), fc.boolean(), (values, isDescending, isEveryOther) => {
      const keys = Float64Array.from(values);
      const given = places(keys.length).filter((place) => !isEveryOther || place % 2 === 0);
      const direction = isDescending ? -1 : 1;
      const expected = [...given].sort((a, b) => {
        const [x, y] = [keys[a], keys[b]];
        if (x === y) return a - b;
        if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : -1;
        if (Number.isNaN(y)) return 1;
        return x < y ? -direction : direction;
      });
      expect([...sortedBy(keys, given, isDescending)]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('bytes are sorted likewise', () => {
  expect([...sortedBy(Uint8Array.of(1, 3, 0, 3), places(4), true)]).toEqual([1, 3, 0, 2]);
  expect([...sortedBy(Uint8Array.of(2, 2, 2), places(3), false)]).toEqual([0, 1, 2]);
  expect([...sortedBy(Float64Array.of(), places(0), false)]).toEqual([]);
});
