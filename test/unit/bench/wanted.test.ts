import { expect, test } from 'vitest';
import { isPartWanted, wantedOf } from '../../bench/wanted.js';

test('--only names a group, or what the names of its parts contain', () => {
  expect(wantedOf('panel')).toEqual({ group: 'panel', part: '' });
  expect(wantedOf('engine/8192,512')).toEqual({ group: 'engine', part: '8192,512' });
  const wanted = ['panel/steps', 'sizes'].map(wantedOf);
  expect(isPartWanted(wanted, 'panel', 'steps')).toBe(true);
  expect(isPartWanted(wanted, 'panel', 'cancel')).toBe(false);
  expect(isPartWanted(wanted, 'sizes', 'VSIX')).toBe(true);
});
