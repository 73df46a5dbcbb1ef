import { describe, expect, test } from 'vitest';
import type { LayerState } from '../../../../../src/engine/index.js';
import type { Session } from '../../../../../src/session/run/session.js';
import { exampleSession, normalBatch, tensor, type Example } from '../../views/exampleSession.js';
import { told } from '../told.js';

const CHANNELS = 12;
const of = (value: number, changes: Readonly<Record<number, number>> = {}) =>
  Float64Array.from({ length: CHANNELS }, (_, c) => changes[c] ?? value);
const eval1: Example = ['eval', normalBatch([64, CHANNELS], 1)];
const session = (state: Partial<LayerState>, options: Parameters<typeof exampleSession>[1] = {}): Session =>
  exampleSession([eval1], { state, ...options }).session;
/** Told of the state alone, and the same with a pass. */
const both = (rule: string, one: Session) =>
  [[], one.passes].map((passes) =>
    told(rule)({ ...one, passes }).map(({ pass, known, lastPass }) => [pass, known, lastPass]),
  );

describe('amplifying channel', () => {
  const rules = told('amplifying-channel', 'eps-dominates');

  test('one that torchvision#648 met: a running variance of 1.9e−14 with a γ that is not small', () => {
    const one = session({ runningVar: of(1, { 3: 1.9e-14 }), gamma: of(1, { 3: 0.9 }) });
    const [finding, ...more] = rules(one);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'amplifying-channel',
      severity: 'warning',
      channel: 3,
      follows: [{ rule: 'eps-dominates', channels: Uint32Array.of(3) }],
    });
    expect(finding.message).toBe(
      "The initial running variance is 1.9e−14 where γ is 0.90: evaluation multiplies what comes in by 285, the layer's median channel by 1.00.",
    );
    expect(both('amplifying-channel', one)).toEqual([[[-1, -1, -1]], [[-1, -1, 0]]]);
  });

  test('neither is narrow, nor its γ large by itself: together they are', () => {
    const one = session({ runningVar: of(1, { 3: 1e-3 }), gamma: of(1, { 3: 5 }) });
    expect(told('amplifying-channel')(one)).toMatchObject([{ channel: 3 }]);
  });

  test('not one whose γ is as small as its σ, one beside others alike, nor one of 10', () => {
    expect(told('amplifying-channel')(session({ runningVar: of(1, { 3: 1e-8 }), gamma: of(1, { 3: 1e-3 }) }))).toEqual(
      [],
    );
    expect(told('amplifying-channel')(session({ runningVar: of(1e-4) }))).toEqual([]);
    expect(told('amplifying-channel')(session({ runningVar: of(1, { 3: 0.0125 }) }))).toEqual([]);
  });
});

describe('eps dominates', () => {
  const rule = told('eps-dominates');

  test('where the variance is smaller than eps, given or of a batch', () => {
    const [finding] = rule(session({ runningVar: of(1, { 2: 1e-6 }), gamma: of(1, { 2: 0.01 }) }));
    expect(finding).toMatchObject({ severity: 'warning', channel: 2, pass: -1, lastPass: 0 });
    expect(finding.message).toBe(
      'The initial running variance is 1e−6, less than eps 1e-5: x̂ of such values has σ 0.30 and not 1.',
    );
    const batch = normalBatch(
      [64, 12],
      1,
      () => 0,
      (c) => (c === 5 ? 1e-3 : 1),
    );
    expect(rule(exampleSession([['train', batch]]).session)).toMatchObject([{ channel: 5, pass: 0 }]);
  });

  test('by an eps that is not the convention’s, which is named', () => {
    const [finding] = rule(session({ runningVar: of(1, { 2: 2e-4 }) }, { changes: { eps: 1e-3 } }));
    expect(finding.message).toContain("less than eps 0.001 (PyTorch's default is 1e-5)");
  });

  test('not under a larger default, which says why; nor just above eps', () => {
    expect(rule(session({ runningVar: of(1, { 2: 2e-4 }) }, { convention: 'keras' }))).toEqual([]);
    expect(rule(session({ runningVar: of(1, { 2: 1.1e-5 }) }))).toEqual([]);
  });
});

describe('dead channel', () => {
  const rule = told('dead-channel');

  test('a γ that is nearly 0 beside the others', () => {
    const one = session({ gamma: of(1.2, { 4: 1e-5 }) });
    const [finding] = rule(one);
    expect(finding).toMatchObject({ severity: 'warning', channel: 4 });
    expect(finding.message).toBe("γ is 1e−5 where the layer's median is 1.20: the output is β, whatever comes in.");
    expect(both('dead-channel', one)).toEqual([[[-1, -1, -1]], [[-1, -1, 0]]]);
  });

  test('not a small one, and not an initialization with 0', () => {
    expect(rule(session({ gamma: of(1.2, { 4: 2e-3 }) }))).toEqual([]);
    expect(rule(session({ gamma: of(0) }))).toEqual([]);
  });
});

describe('half overflow', () => {
  const rule = told('half-overflow');
  const half = { layer: { emulation: { arithmetic: 'exact', state: 'float16' } as const } };
  const at = (value: number): Example => [
    'eval',
    normalBatch(
      [64, 12],
      1,
      (c) => (c === 1 ? value : 0),
      () => 1,
    ),
  ];

  test('values beyond 65,504 are a note where nothing is float16', () => {
    const [finding] = rule(exampleSession([at(70_000)]).session);
    expect(finding).toMatchObject({ severity: 'info', channel: 1, pass: 0 });
    expect(finding.message).toMatch(/^A value is 70,00\d, and float16 ends at 65,504; here nothing is float16\.$/);
    expect(rule(exampleSession([at(65_000)]).session)).toEqual([]);
  });

  test('squares beyond it are a warning where the values are float16', () => {
    const { session: one } = exampleSession([at(300)]);
    const passes = one.passes.map((record) => ({ ...record, dtype: 'float16' as const }));
    expect(rule({ ...one, passes })).toMatchObject([{ severity: 'warning', channel: 1, pass: 0 }]);
    expect(rule(one)).toEqual([]);
    const { session: small } = exampleSession([at(240)]);
    expect(
      rule({ ...small, passes: small.passes.map((record) => ({ ...record, dtype: 'float16' as const })) }),
    ).toEqual([]);
  });

  test('a running variance that float16 makes 0 is one where the state is float16', () => {
    const tiny = { runningVar: of(1, { 7: 5e-8 }) };
    const one = session(tiny, half);
    expect(both('half-overflow', one)).toEqual([[[-1, -1, -1]], [[-1, -1, 0]]]);
    expect(rule(one)[0].message).toContain('The initial running variance is 5e−8, less than float16');
    expect(rule(session(tiny))).toEqual([]);
    expect(rule(session({ runningVar: of(1, { 7: 7e-8 }) }, half))).toEqual([]);
  });
});

describe('cancellation', () => {
  const rule = told('cancellation');

  test('of few values, too, that reach far to both sides; not of a unit that hardly fired', () => {
    const values = Array.from({ length: 64 }, (_, i) => 2000 + Math.sin(i));
    const wide = values.with(9, 2006.5).with(30, 1998.2);
    expect(rule(exampleSession([['train', tensor([64, 1], wide)]]).session)).toMatchObject([{ pass: 0, channel: 0 }]);
    const fired = values.map((_, i) => 2000 + (i === 9 ? 6 : 0));
    expect(rule(exampleSession([['train', tensor([64, 1], fired)]]).session)).toEqual([]);
  });
  const at = (mean: number): Example => ['train', normalBatch([64, 12], 1, (c) => (c === 1 ? mean : 0))];

  test('a mean that is 1,000 times σ: a warning where the convention computes E[x²] − E[x]², otherwise a note', () => {
    const [flax] = rule(exampleSession([at(1000)], { convention: 'flax' }).session);
    expect(flax).toMatchObject({ severity: 'warning', channel: 1, pass: 0 });
    expect(flax.message).toMatch(
      /^Mean 1,000 beside σ \S+: E\[x²\] − E\[x\]² in float32 loses 6\.\d of 7\.2 digits of the variance\. .* computes the variance so\.$/,
    );
    expect(rule(exampleSession([at(1000)]).session)).toMatchObject([{ severity: 'info', channel: 1 }]);
  });

  test('not one of 20 times σ, and not in eval, which computes none', () => {
    expect(rule(exampleSession([at(20)], { convention: 'flax' }).session)).toEqual([]);
    expect(rule(exampleSession([['eval', at(1000)[1]]]).session)).toEqual([]);
  });
});
