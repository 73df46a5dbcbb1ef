import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, constants, knownFunctions, knownNames } from '../../../../src/session/expressions/index.js';
import { keyOf } from '../../../../src/session/expressions/names/knownNames.js';
import { editsBetween, nearestName } from '../../../../src/session/expressions/names/nearestName.js';

describe('the names', () => {
  it('are what people know from PyTorch, and each has a line', () => {
    const names = knownNames.map(({ name }) => name);
    const words =
      'x mean var count min max running_mean running_var num_batches_tracked gamma beta eps momentum xhat y gap spread pass';
    expect(names).toEqual(expect.arrayContaining(words.split(' ')));
    const functions = knownFunctions.map(({ name }) => name);
    expect(functions).toEqual(
      expect.arrayContaining('abs sqrt mean var std min max argmax any all isnan histogram'.split(' ')),
    );
    for (const { description } of [...knownNames, ...knownFunctions]) expect(description).toMatch(/^[^\n]{10,90}$/);
  });

  it('have no spelling in common, and every spelling can be written', () => {
    const spellings = knownNames.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    const keys = [...new Set(spellings.map(keyOf)), ...constants.keys()];
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set([...spellings.map(keyOf)]).size).toBe(spellings.length);
    for (const { name, aliases = [] } of knownNames) {
      for (const spelling of [name, ...aliases]) {
        expect([...compileExpression(spelling).names]).toEqual([name]);
      }
    }
  });

  it('can be another list', () => {
    const off = { name: 'off', element: 'number', form: 'scalar', description: 'channels that are off' } as const;
    expect([...compileExpression('off > 3', [off]).names]).toEqual(['off']);
    expect(() => compileExpression('gap > 3', [off])).toThrow('unknown name "gap"');
  });
});

describe('the nearest name', () => {
  it.each([
    ['gpa', 'gap'],
    ['Gaps', 'gap'],
    ['running_men', 'running_mean'],
    ['momentun', 'momentum'],
    ['z', undefined],
    ['ab', undefined],
    ['loss', undefined],
    ['g'.repeat(1000), undefined],
  ])('to %s', (written, name) => {
    expect(
      nearestName(
        written,
        knownNames.map((known) => known.name),
      ),
    ).toBe(name);
  });

  it('is told by a distance that is one: 0 for itself alone, the same both ways, 1 for one edit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, fc.nat(8), (one, other, at) => {
        expect(editsBetween(one, other) === 0).toBe(one === other);
        expect(editsBetween(one, other)).toBe(editsBetween(other, one));
        expect(editsBetween(one, `${one.slice(0, at)}d${one.slice(at)}`)).toBe(1);
      }),
    );
  });
});
