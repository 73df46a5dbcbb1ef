import { describe, expect, test } from 'vitest';
import { conventionNamed } from '../../../../src/engine/index.js';
import { viewOf, type Explanation, type Program } from '../../../../src/session/index.js';
import { rounded } from '../../../../src/session/infer/rounded.js';
import { tellApart } from '../../../../src/session/infer/tellApart.js';
import { outputOf } from '../../../../src/session/records/index.js';
import { exampleFiles, npyOf, openSession, type MemoryFiles } from '../memoryFiles.js';

const names = ['batch_0.npy', 'batch_1.npy', 'val.npy'];
const steps = (expects: boolean): Program['steps'] =>
  names.map((name, at) => ({
    ...(name === 'val.npy' ? { eval: name } : { train: name }),
    ...(expects && { expect: `y_${at}.npy`, rtol: 1e-9, atol: 1e-9 }),
  }));

/** Files with what a program gives, changed by `change`, as what is expected. */
async function expecting(
  truth: Omit<Program, 'steps'>,
  change = (y: number, _channel: number) => y,
): Promise<MemoryFiles> {
  const files = exampleFiles();
  const owner = await openSession({ ...truth, steps: steps(false) }, files);
  await owner.runAll();
  for (const [at, pass] of owner.session.passes.entries()) {
    if (pass.kind !== 'computed') throw new Error(pass.error);
    const x = await owner.store.tensor(pass.plan.batch);
    const { values, shape } = outputOf(pass, { ...x, dtype: 'float64', values: Float64Array.from(x.values) });
    files.write(
      `y_${at}.npy`,
      npyOf(
        shape,
        Float64Array.from(values, (y, i) => change(y, Math.floor(i / 4) % 3)),
      ),
    );
    files.write(names[at], npyOf(x.shape, Float64Array.from(x.values)));
  }
  return files;
}

async function explained(program: Omit<Program, 'steps'>, files: MemoryFiles): Promise<Explanation> {
  const owner = await openSession({ ...program, steps: steps(true) }, files);
  await owner.runAll();
  const access = owner.store.accessFor(owner.session.layer);
  let answer = await viewOf(owner.session, 'explanation', { fitted: 0 }, access);
  for (let turn = 0; !answer.isFinished && turn < 400; turn++) {
    answer = await viewOf(owner.session, 'explanation', { fitted: answer.fitted }, access);
  }
  return answer;
}
const affine = { gamma: [1.5, 0.7, 2], beta: [0.1, -0.4, 0.9] };

describe('what explains that outputs differ', () => {
  test('is a convention with eps and momentum, which the settings of the answer make of the program', async () => {
    const files = await expecting({ convention: { base: 'keras', momentum: 0.9 }, channelAxis: 1, state: affine });
    const answer = await explained({ convention: 'pytorch', channelAxis: 1, state: affine }, files);
    const [{ rules }] = answer.groups;
    expect(rules[0]).toMatchObject({ key: 'keras', eps: 0.001, momentum: 0.9, agrees: true });
    expect(rules[0].apply).toEqual({ convention: 'keras', eps: 0.001, momentum: 0.9 });
    expect(answer.now.agrees).toBe(false);
    const owner = await openSession({ channelAxis: 1, state: affine, steps: steps(true) }, files);
    await owner.runAll();
    await owner.configure(rules[0].apply ?? {});
    expect(owner.session.passes.every((pass) => pass.kind === 'computed' && pass.expect?.passed)).toBe(true);
  });

  test('comes in turns, and is known when it is asked for again', async () => {
    const files = await expecting({ convention: 'keras', channelAxis: 1 });
    const owner = await openSession({ channelAxis: 1, steps: steps(true) }, files);
    await owner.runAll();
    const access = owner.store.accessFor(owner.session.layer);
    const first = await viewOf(owner.session, 'explanation', { fitted: 0 }, access);
    expect(first).toMatchObject({ fitted: 3, isFinished: false, isWhole: true, expected: 3 });
    expect((await viewOf(owner.session, 'explanation', { fitted: 0 }, access)).fitted).toBe(3);
    expect((await viewOf(owner.session, 'explanation', { fitted: 3 }, access)).fitted).toBe(6);
  });

  test('that was cancelled goes on where it was', async () => {
    const files = await expecting({ convention: 'keras', channelAxis: 1 });
    const owner = await openSession({ channelAxis: 1, steps: steps(true) }, files);
    await owner.runAll();
    const gone = new Error('cancelled');
    const access = owner.store.accessFor(owner.session.layer);
    const cancelled = { ...access, breathe: () => Promise.reject(gone) };
    await expect(viewOf(owner.session, 'explanation', { fitted: 0 }, cancelled)).rejects.toBe(gone);
    expect((await viewOf(owner.session, 'explanation', { fitted: 0 }, access)).fitted).toBe(3);
  });

  test('can be γ and β exchanged, or the modes, or arrays shifted by one channel', async () => {
    const { gamma, beta } = affine;
    const files = await expecting({ state: { gamma: beta, beta: gamma } });
    expect((await explained({ state: affine }, files)).groups[0].rules[0]).toMatchObject({
      twist: 'γ and β exchanged',
      agrees: true,
      apply: null,
    });
    const shifted = await expecting({ state: { gamma: [2, 1.5, 0.7], beta: [0.9, 0.1, -0.4] } });
    expect((await explained({ state: affine }, shifted)).groups[0].rules[0].twist).toBe(
      'the arrays shifted by one channel up',
    );
  });

  test('can be a constant or a factor per channel, where no rule fits', async () => {
    const constants = [0.3, -0.2, 0.05];
    const moved = await explained({}, await expecting({}, (y, channel) => y + constants[channel]));
    expect(moved.perChannel?.kind).toBe('constant');
    expect(moved.perChannel && [...moved.perChannel.constant]).toEqual(
      constants.map((one) => expect.closeTo(one, 6) as number),
    );
    const scaled = await explained({}, await expecting({}, (y, channel) => y * (2 + channel)));
    expect(scaled.perChannel?.kind).toBe('factor');
  });

  test('leaves momentum open where nothing depends on it', async () => {
    const files = await expecting({ convention: 'keras', channelAxis: 1, trackRunningStats: false });
    const answer = await explained({ channelAxis: 1, trackRunningStats: false }, files);
    expect(answer.groups[0].rules[0]).toMatchObject({ eps: 0.001, agrees: true });
    expect(answer.groups[0].rules.every(({ momentum }) => momentum === null || momentum === 'none')).toBe(true);
    expect(answer.determined.momentum).toBeNull();
  });
});

describe('the smallest batch that tells two conventions apart', () => {
  const told = (a: string, b: string, changes = {}) =>
    tellApart({ ...conventionNamed(a), ...changes }, { ...conventionNamed(b), ...changes }, true);

  test('has two values where Keras 2.3 divides by N − 1 − eps', () => {
    const same = { eps: 1e-3, momentum: 0.9, momentumWeighs: 'old' };
    expect(told('tf-fused', 'keras-2.3', same)).toBe('a train batch of 2 values per channel, then eval');
  });

  test('has one value where it is what an unbiased variance makes of that', () => {
    expect(told('pytorch-sync', 'tf-fused', { eps: 1e-5, momentum: 0.9, momentumWeighs: 'old' })).toMatch(
      'one value per channel',
    );
  });

  test('has a mean of 1,000 σ where only rounding differs, and is none for one rule', () => {
    expect(told('keras', 'keras-torch')).toBe('a float32 batch whose mean is 1,000 σ');
    expect(told('keras', 'tfjs')).toBeNull();
  });
});

test('a fitted number is what people would have set, within what the data leave open', () => {
  expect(rounded(0.00100004, 1e-6, [1e-5, 1e-3])).toBe(1e-3);
  expect(rounded(0.29999, 1e-4, [0.1])).toBe(0.3);
  expect(rounded(0.2971, 1e-6, [0.3])).toBe(0.2971);
});
