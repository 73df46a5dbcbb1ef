import { describe, expect, test } from 'vitest';
import { changedList, listChanges } from '../../../src/protocol/listChanges.js';

/** All lists of up to three of these. */
function listsOf<T>(entries: readonly T[], most = 3): readonly (readonly T[])[] {
  if (most === 0) return [[]];
  const shorter = listsOf(entries, most - 1);
  return [[], ...entries.flatMap((entry) => shorter.map((rest) => [entry, ...rest]))];
}

describe('changes of a list', () => {
  test('lead from any list to any other', () => {
    const lists = listsOf([{ status: 'planned' }, { status: 'computed' }, { status: 'computed', error: 'a' }]);
    for (const before of lists) {
      for (const after of lists) {
        const changes = listChanges(before, after);
        expect(changes ? changedList(before, changes) : before).toEqual(after);
      }
    }
  });

  test('of entries that change alike are one', () => {
    const before = Array.from({ length: 1000 }, (_, index) => ({ name: `b${index}`, status: 'planned', hint: 'x' }));
    const after = before.map(({ name }) => ({ name, status: 'computed' }));
    expect(listChanges(before, after)).toEqual({
      length: 1000,
      runs: [{ from: 0, count: 1000, fields: { status: 'computed' }, gone: ['hint'] }],
    });
  });

  test('leave the other entries the objects that they were', () => {
    const before = [{ a: 1 }, { a: 2 }, { a: 3 }];
    const changes = listChanges(before, [before[0], { a: 5 }, { a: 3 }, { a: 4 }]);
    const list = changes ? changedList(before, changes) : [];
    expect(list).toEqual([{ a: 1 }, { a: 5 }, { a: 3 }, { a: 4 }]);
    expect([list[0] === before[0], list[2] === before[2]]).toEqual([true, true]);
  });

  test('of lists that say the same are none', () => {
    expect(listChanges([{ a: [1] }], [{ a: [1] }])).toBeUndefined();
    expect(listChanges([1, 2], [1, 2])).toBeUndefined();
  });
});
