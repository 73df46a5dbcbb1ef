import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/session/findings/finding.js';
import { findingsBy } from '../../../../src/session/findings/findingsOf.js';
import type { AnyRule } from '../../../../src/session/findings/rule.js';
import { RULES } from '../../../../src/session/findings/rules/index.js';
import type { Session } from '../../../../src/session/run/session.js';
import { exampleSession, normalBatch, withValues, type Example } from '../views/exampleSession.js';

/** The rules, and how many passes each has looked at. */
function counted(): { readonly rules: readonly AnyRule[]; readonly looks: Map<string, number> } {
  const looks = new Map<string, number>();
  const rules = RULES.map((rule): AnyRule => ({
    ...rule,
    see(memory, look) {
      looks.set(rule.id, (looks.get(rule.id) ?? 0) + 1);
      rule.see(memory, look);
    },
  }));
  return { rules, looks };
}

const until = (session: Session, count: number): Session => ({
  ...session,
  passes: session.passes.slice(0, count),
  cursor: { pass: count, stage: null },
});

/** A program in which nearly every rule has something to tell. */
function troubled(changes: { readonly momentum?: number } = {}): Session {
  const shape = [16, 4, 3, 3];
  const sigma = (c: number): number => (c === 3 ? 0 : 1);
  const examples = Array.from({ length: 30 }, (_, index): Example => {
    const batch = normalBatch(shape, index + 1, (c) => (c === 1 && index > 20 ? 6 : 0), sigma);
    return [index % 7 === 6 ? 'eval' : 'train', index === 9 ? withValues(batch, { 20: NaN }) : batch];
  });
  return exampleSession([['train', normalBatch([1, 4], 99)], ...examples], { changes }).session;
}

describe('a pass', () => {
  test('is looked at once by each rule, however often findings are asked for: 10,000 passes, 10,000 looks', () => {
    const batches = [1, 2, 3].map((seed): Example => ['train', normalBatch([8, 2], seed, () => seed)]);
    const { session } = exampleSession(Array.from({ length: 10_000 }, (_, index) => batches[index % 3]));
    const { rules, looks } = counted();
    const findingsOf = findingsBy(rules);
    for (let count = 1; count <= session.passes.length; count++) findingsOf(until(session, count));
    expect([...looks]).toEqual(RULES.map(({ id }) => [id, 10_000]));
  });

  test('is not looked at again when the cursor moves', () => {
    const { rules, looks } = counted();
    const findingsOf = findingsBy(rules);
    const session = troubled();
    const found = findingsOf(session);
    for (let pass = session.passes.length; pass >= 0; pass--) {
      expect(findingsOf({ ...session, cursor: { pass, stage: null } })).toBe(found);
    }
    expect(new Set(looks.values())).toEqual(new Set([session.passes.length]));
  });
});

describe('findings do not depend on the route', () => {
  const session = troubled();
  const count = session.passes.length;
  const atOnce = Array.from({ length: count + 1 }, (_, length) => findingsBy(RULES)(until(session, length)));

  test('all at once tells something of most rules', () => {
    expect(new Set(atOnce[count].map(({ rule }) => rule))).toEqual(
      new Set(['non-finite-input', 'one-value-per-channel', 'zero-variance', 'distribution-shift']),
    );
  });

  test('step by step', () => {
    const findingsOf = findingsBy(RULES);
    atOnce.forEach((expected, length) => expect(findingsOf(until(session, length))).toEqual(expected));
  });

  test('back to fewer passes, and forth', () => {
    const findingsOf = findingsBy(RULES);
    for (const length of [count, 3, 17, 0, count, 12, 13]) {
      expect(findingsOf(until(session, length))).toEqual(atOnce[length]);
    }
  });

  test('through another history, and back', () => {
    const findingsOf = findingsBy(RULES);
    expect(findingsOf(session)).toEqual(atOnce[count]);
    const faster = troubled({ momentum: 0.9 });
    expect(findingsOf(faster)).toEqual(findingsBy(RULES)(faster));
    expect(findingsOf(faster)).not.toEqual(atOnce[count]);
    expect(findingsOf(until(session, count))).toEqual(atOnce[count]);
  });

  test('with a pass put in between, whose records behind it are the same ones', () => {
    const { passes } = session;
    const evaluated = passes.findIndex(({ plan }) => plan.mode === 'eval');
    const inserted = { ...session, passes: passes.toSpliced(5, 0, passes[evaluated]) };
    const findingsOf = findingsBy(RULES);
    findingsOf(session);
    expect(findingsOf(inserted)).toEqual(findingsBy(RULES)(inserted));
  });
});

describe('what is known', () => {
  test('was told from the end of the pass that it is known since, and stays known, by itself or as what follows', () => {
    const session = troubled();
    const tellings = Array.from({ length: session.passes.length + 1 }, (_, length) =>
      findingsBy(RULES)(until(session, length)),
    );
    const at = (known: number, { rule, channel, pass }: Finding) =>
      tellings[known + 1].filter((one) => one.rule === rule && one.channel === channel && one.pass === pass);
    const isExplained = (known: number, { rule, channel, pass }: Finding) =>
      tellings[known + 1].some(
        (one) =>
          one.channel === channel && one.pass <= pass && one.follows?.some((consequence) => consequence.rule === rule),
      );
    for (const finding of tellings.flat()) {
      const { known, pass } = finding;
      expect(known).toBeGreaterThanOrEqual(pass);
      expect(at(known, finding)).toMatchObject([{ known }]);
      expect(at(known - 1, finding)).toEqual([]);
    }
    for (const [index, findings] of tellings.entries()) {
      for (const finding of findings) {
        const { known } = finding;
        for (let later = known; later < index; later++) {
          if (!isExplained(later, finding)) expect(at(later, finding)).toMatchObject([{ known }]);
        }
      }
    }
  });
});
