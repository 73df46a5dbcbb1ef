import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../../../../src/session/findings/rules/index.js';

const ids = RULES.map(({ id }) => id);
/** Every rule that there is a page about, those that look elsewhere than at one layer's passes among them. */
const known = readdirSync('media/findings').map((page) => page.replace(/\.md$/, ''));

test('every rule has an id of its own', () => {
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(RULES)('$id', ({ id, explains, thresholds, link }) => {
  test('explains rules that there are, and never itself by way of others', () => {
    const reached = new Set<string>();
    const follow = (others: readonly string[]): void => {
      for (const other of others) {
        if (reached.has(other)) continue;
        reached.add(other);
        follow(RULES.find((rule) => rule.id === other)?.explains ?? []);
      }
    };
    follow(explains);
    expect(known).toEqual(expect.arrayContaining([...reached]));
    expect(reached).not.toContain(id);
  });

  test('says where its thresholds come from, and where people met it', () => {
    for (const threshold of Object.values(thresholds)) {
      expect(threshold.default).toBeGreaterThan(0);
      expect(threshold.source).toMatch(/^[A-Z].*\.$/);
    }
    expect(link).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/issues\/\d+$/);
  });
});
