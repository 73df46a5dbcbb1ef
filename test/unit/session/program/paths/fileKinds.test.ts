import { expect, test } from 'vitest';
import { isArchive, isProgram, isTensorFile, programNameFor } from '../../../../../src/session/program/paths/index.js';

test('what a file is taken for, its name says, and no query', () => {
  expect(isProgram('file:///w/bn%31.bn.json')).toBe(true);
  expect(isProgram('batchnorm-program:/w/2%20files.bn.json?%7B%22base%22%3A%22file%3A/w%22%7D')).toBe(true);
  expect(isProgram('git:/w/acts.npy?bn.bn.json')).toBe(false);
  expect(isTensorFile('git:/w/acts.NPY?%7B%7D')).toBe(true);
  expect(isTensorFile('file:///w/acts.txt')).toBe(false);
  expect([isArchive('file:///w/a.npz'), isArchive('file:///w/a.npy')]).toEqual([true, false]);
});

test('a program about a file is named after it', () => {
  expect(programNameFor('file:///w/acts.tensor.json')).toBe('acts.bn.json');
  expect(programNameFor('file:///w/run.bn.json')).toBe('run.bn.json');
  expect(programNameFor('file:///w/a%20b.npz')).toBe('a b.bn.json');
});
