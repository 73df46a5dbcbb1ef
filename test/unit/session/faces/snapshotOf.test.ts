import { expect, test } from 'vitest';
import { conventionNamed } from '../../../../src/engine/index.js';
import { offersArithmetic } from '../../../../src/session/faces/snapshotOf.js';

test('float32 is worth a switch where its code loses digits or is known to the bit, and where it is switched on', () => {
  const emulation = { arithmetic: 'float32', state: 'float64' } as const;
  expect(offersArithmetic({ convention: conventionNamed('caffe') })).toBe(false);
  expect(offersArithmetic({ convention: conventionNamed('pytorch') })).toBe(true);
  expect(offersArithmetic({ convention: conventionNamed('labml') })).toBe(true);
  expect(offersArithmetic({ convention: conventionNamed('caffe'), emulation })).toBe(true);
});
