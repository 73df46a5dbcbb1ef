import { describe, expect, test } from 'vitest';
import { Inference } from '../../../../src/session/infer/index.js';
import { decayOf, hasMomentum, ruleKey, settled } from '../../../../src/session/infer/rule.js';
import { errorOf } from '../../../../src/session/infer/residuals.js';
import type { Candidate } from '../../../../src/session/infer/rank.js';
import { openSession } from '../memoryFiles.js';
import { goldenPrograms } from './goldenPrograms.js';

const recorded = goldenPrograms();
const usable = recorded.filter(({ program }) => program.steps.length > 0);

async function inferenceOf({ program, files }: (typeof recorded)[number]) {
  const owner = await openSession(program, files);
  await owner.runAll();
  const access = owner.store.accessFor(owner.session.layer);
  const inference = await Inference.begin(owner.session, access);
  while (!inference.isFinished) await inference.next(access);
  return inference;
}

/**
 * How well the data determine eps (as ln eps) and the weight of the old value, by the right rule and the errors that it
 * leaves: the standard errors of least squares, found apart from the code that is tested.
 */
function standardErrors({ predictor, fit: { rule } }: Candidate, eps: number, decay: number) {
  const { expected, scale } = predictor.targets;
  const at = (parameters: { eps: number; decay: number }) =>
    predictor.predict(settled(rule, rule.members[0], parameters));
  const right = at({ eps, decay });
  const used = [...expected.keys()].filter((i) => Number.isFinite(expected[i]) && Number.isFinite(right[i]));
  const step = 1e-4;
  const by = (other: Float64Array, width: number) => used.map((i) => (other[i] - right[i]) / scale[i] / width);
  const ofEps = by(at({ eps: eps * Math.exp(step), decay }), step);
  const inside = decay > 0.5 ? -step : step;
  const ofDecay = hasMomentum(rule) ? by(at({ eps, decay: decay + inside }), inside) : used.map(() => 0);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const errors = used.map((i) => (right[i] - expected[i]) / scale[i]);
  const noise = Math.max(2e-17, Math.sqrt(dot(errors, errors) / used.length));
  const [a, b, c] = [dot(ofEps, ofEps), dot(ofEps, ofDecay), dot(ofDecay, ofDecay)];
  return {
    eps: noise / Math.sqrt(a - (c > 0 ? (b * b) / c : 0)),
    decay: noise / Math.sqrt(c - (a > 0 ? (b * b) / a : 0)),
  };
}

/** Whether two fits differ nowhere by more than so many times the tolerance. */
function isLike(one: Candidate, other: Candidate, times: number): boolean {
  const { allowed } = one.predictor.targets;
  return one.fit.found.every((value, i) => errorOf(value, other.fit.found[i]) <= times * allowed[i]);
}

const count = { eps: 0, momentum: 0 };

describe('of recorded outputs and running values', () => {
  test('there are those of every implementation', () => {
    expect(recorded).toHaveLength(205);
    // The original of these two raised an error of its own in every step.
    const unusable = recorded.filter(({ program }) => program.steps.length === 0).map(({ name }) => name);
    expect(unusable).toEqual(['seed004-1d-noaffine.float32.json', 'seed004-1d-noaffine.float64.json']);
  });

  test.each(usable.map((one) => [one.name, one] as const))('%s: the rule is found', async (_, one) => {
    const { truth } = one;
    const inference = await inferenceOf(one);
    const { groups, isFinished } = inference.explanation();
    expect(isFinished).toBe(true);
    // The rule itself, under whichever of its names, is in the first group, and that agrees with the recording.
    const key = ruleKey(truth, truth.average === 'exponential' && truth.momentum === null);
    const right = inference.candidates.find(
      ({ fit: { rule }, twist }) => !twist && rule.members.some((member) => ruleKey(member, rule.isCumulative) === key),
    );
    if (!right) throw new Error(`no candidate follows ${key}`);
    const [best] = groups;
    expect(best.rules[0].agrees).toBe(true);
    expect(best.rules[0].twist).toBeUndefined();
    const keys = right.fit.rule.members.map((member) => member.key);
    expect(best.rules.some((rule) => keys.includes(rule.key) && rule.agrees)).toBe(true);
    // With it are those that cannot be told from it, and no others.
    const within = (times: number) => inference.candidates.filter((other) => isLike(other, right, times)).length;
    expect(best.rules.length).toBeGreaterThanOrEqual(within(0.5));
    expect(best.rules.length).toBeLessThanOrEqual(within(2.5));

    const decay = truth.momentum === null ? 0.9 : decayOf(truth);
    const errors = standardErrors(right, truth.eps, decay);
    const { parameters } = right.fit;
    // Rounding of float32 leans to one side, by several standard errors.
    if (errors.eps < 1e-5) {
      count.eps += 1;
      expect(Math.abs(parameters.eps / truth.eps - 1)).toBeLessThan(1e-4);
    }
    if (truth.momentum !== null && hasMomentum(right.fit.rule) && errors.decay < 1e-5) {
      count.momentum += 1;
      expect(Math.abs(parameters.decay - decay)).toBeLessThan(1e-4);
    }
  });

  test('most determine momentum, and those of float64 eps, too', () => {
    expect(count.eps).toBeGreaterThan(90);
    expect(count.momentum).toBeGreaterThan(160);
  });
});
