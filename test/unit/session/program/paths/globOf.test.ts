import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globOf, isPattern, longestPattern } from '../../../../../src/session/program/paths/globOf.js';

/** The same by definition: each character of the pattern against what is left of the name. */
function isMatch(pattern: string, name: string): boolean {
  const ways: boolean[] = [true, ...Array.from(name, () => false)];
  for (const character of pattern) {
    const before = [...ways];
    for (let at = 0; at <= name.length; at++) {
      const isOne = at > 0 && before[at - 1] && (character === '?' || character === name[at - 1]);
      ways[at] = character === '*' ? before[at] || (at > 0 && ways[at - 1]) : isOne;
    }
  }
  return ways[name.length];
}

/** A name that counts how often one of its characters is looked at. */
function watched(name: string) {
  const looks = { count: 0 };
  const charCodeAt = (at: number) => {
    looks.count += 1;
    return name.charCodeAt(at);
  };
  return { looks, name: { length: name.length, charCodeAt } };
}

describe('a pattern', () => {
  test('matches whole names, and every other character means itself', () => {
    const matches = globOf('b?(1).*');
    expect(['bx(1).npy', 'b(1).npy', 'bx(1)npy', 'abx(1).npy'].filter((name) => matches(name))).toEqual(['bx(1).npy']);
    expect(isPattern('b[1].npy')).toBe(false);
  });

  test('stars stand for nothing, too, and for lines', () => {
    const matches = globOf('**a*');
    expect(['a', 'ba', 'ab', 'b\na\n', 'b', ''].map((name) => matches(name))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(globOf('*')('')).toBe(true);
    expect(globOf('?')('')).toBe(false);
  });

  test('is matched as its definition says', () => {
    const few = (characters: string) => fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength: 80 });
    fc.assert(
      fc.property(few('ab*?'), few('ab'), (pattern, name) => {
        expect(globOf(pattern)(name)).toBe(isMatch(pattern, name));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['stars that each could stand anywhere', `${'*a'.repeat(500)}b`, 'a'.repeat(60_000)],
    ['a long piece that nearly fits everywhere', `*${'?'.repeat(1000)}b`, 'a'.repeat(60_000)],
    ['three stars and a file name', '*a*a*a*b.npy', `${'a'.repeat(240)}.npy`],
  ])('costs a look at each character of a name: %s', (_what, pattern, text) => {
    const { looks, name } = watched(text);
    expect(pattern.length).toBeLessThanOrEqual(longestPattern);
    expect(globOf(pattern)(name)).toBe(false);
    expect(looks.count).toBeLessThanOrEqual(text.length);
  });
});
