import type { Layer, LayerState, Moments } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import { isRefusal } from '../program/index.js';
import type { Session } from '../run/index.js';
import type { Evidence } from './evidence.js';
import type { RuleSettings } from './explanation.js';
import type { Twist } from './simulate.js';

/** Something besides its rule that a program may have otherwise than what it is compared with. */
export interface NamedTwist {
  readonly words: string;
  readonly apply: RuleSettings | null;
  readonly of?: Twist;
  /** Other axes than the session's. */
  readonly axes?: Layer;
}

/** All that makes a difference to this program: modes, channel axis, order of the arrays, ranks. */
export async function twistsOf(
  session: Session,
  evidence: Evidence,
  access: BatchAccess,
): Promise<readonly NamedTwist[]> {
  const { layer, shape } = session;
  const axes = shape
    .map((_, axis) => axis)
    .filter((axis) => axis !== layer.channelAxis && axis !== (layer.batchAxis ?? 0) && !session.initial.linear)
    .map((axis) => ({
      words: `channels on axis ${axis}`,
      apply: { channelAxis: axis },
      axes: { ...layer, channelAxis: axis },
    }));
  return [
    { words: 'train and eval exchanged', apply: null, of: { swapsModes: true } },
    ...axes,
    ...orders(session),
    ...(await ranksApart(session, evidence, access)),
  ];
}

/** The arrays that the program gives, taken for one another. */
function orders({ program, initial }: Session): readonly NamedTwist[] {
  const given = program.state ?? {};
  const has = (...names: readonly (keyof typeof given & keyof LayerState)[]) =>
    names.some((name) => given[name] !== undefined) && names.every((name) => initial[name] !== null);
  const twist = (words: string, state: NonNullable<Twist['state']>): NamedTwist => ({
    words,
    apply: null,
    of: { state },
  });
  const arrays = ['gamma', 'beta', 'runningMean', 'runningVar'] as const;
  const isSeveral = arrays.some((name) => given[name] !== undefined && (initial[name]?.length ?? 0) > 1);
  return [
    ...(has('gamma', 'beta')
      ? [twist('γ and β exchanged', (state) => ({ ...state, gamma: state.beta, beta: state.gamma }))]
      : []),
    ...(has('runningMean', 'runningVar')
      ? [
          twist('running mean and variance exchanged', (state) => ({
            ...state,
            runningMean: state.runningVar,
            runningVar: state.runningMean,
          })),
        ]
      : []),
    ...(given.runningVar === undefined
      ? []
      : [
          twist('the running variance a standard deviation', (state) => withVar(state, (value) => value * value)),
          twist('the running variance one over a standard deviation', (state) =>
            withVar(state, (value) => value ** -2),
          ),
        ]),
    ...(isSeveral
      ? [1, -1].map((by) =>
          twist(`the arrays shifted by one channel ${by > 0 ? 'up' : 'down'}`, (state) => ({
            ...state,
            ...Object.fromEntries(
              arrays
                .filter((name) => given[name] !== undefined)
                .map((name) => [name, state[name] && shifted(state[name], by)]),
            ),
          })),
        )
      : []),
  ];
}

function withVar(state: LayerState, change: (value: number) => number): LayerState {
  return { ...state, runningVar: state.runningVar?.map(change) ?? null };
}

function shifted(values: Float64Array, by: number): Float64Array {
  return values.map((_, i) => values[(i - by + values.length) % values.length]);
}

/** Ranks of one batch whose statistics are averaged as they are, however many values each has. */
async function ranksApart(session: Session, { passes }: Evidence, access: BatchAccess): Promise<readonly NamedTwist[]> {
  const merged = new Map<number, Moments>();
  for (const [index, { record }] of passes.entries()) {
    const { parts } = record.plan.batch;
    if (!parts || parts.length < 2) continue;
    try {
      const all: Moments[] = [];
      for (const part of parts) all.push((await access.moments(part, session.layer)).moments);
      merged.set(index, unweighted(all));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  if (merged.size === 0) return [];
  const moments = (own: Moments, pass: number) => merged.get(pass) ?? own;
  return [{ words: 'the ranks averaged without their counts', apply: null, of: { moments } }];
}

/** Mean of the means, and of E[x²]: what an unweighted all-reduce makes of them. */
function unweighted(all: readonly Moments[]): Moments {
  const [first] = all;
  const count = all.reduce((sum, one) => sum + one.count, 0);
  const shift = first.shift.map((_, group) => mean(all.map((one) => one.shift[group] + one.remainder[group])));
  const m2 = shift.map((center, group) => {
    const squares = all.map(
      (one) => one.m2[group] / one.count + (one.shift[group] + one.remainder[group] - center) ** 2,
    );
    return mean(squares) * count;
  });
  return { ...first, count, shift, remainder: new Float64Array(shift.length), m2, extremes: new Map() };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
