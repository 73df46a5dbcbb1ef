import { zipSync, type Zippable } from 'fflate';
import { npy, npyWithHeader } from '../../../integration/support/npy.js';

/** One pass as a recorder had it, [C] each. */
export interface PassTold {
  readonly mode: 'train' | 'eval';
  readonly step: number;
  readonly count: number;
  readonly shape: readonly number[];
  readonly mean: readonly number[];
  readonly var: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly nonFinite: readonly number[];
  readonly before: State;
  readonly after: State;
  readonly gamma: readonly number[];
  readonly beta: readonly number[];
}

export interface State {
  readonly mean: readonly number[];
  readonly var: readonly number[];
  readonly tracked: number;
}

/** What is special about a layer's process; absent: as PyTorch does it. */
export interface Process {
  readonly channels?: number;
  readonly momentum?: number | null;
  readonly initial?: State;
  /** How often a train pass moves the running values. */
  readonly updates?: (pass: number) => number;
  /** How often an eval pass does, which should never. */
  readonly evalUpdates?: number;
  /** Where the batch of a pass lies, in σ, and its spread. */
  readonly place?: (pass: number, mode: 'train' | 'eval', channel: number) => readonly [mean: number, sigma: number];
  /** γ of a pass; β is 0. */
  readonly gamma?: (pass: number) => number;
  /** What somebody else does to the state before a pass. */
  readonly meanwhile?: (pass: number, state: State) => State;
  readonly nonFinite?: (pass: number) => number;
  /** Beginning of its pseudo-random numbers. */
  readonly seed?: number;
}

/** N of all passes: 32 samples of 2 by 2 positions. */
export const COUNT = 128;

/** Passes as PyTorch makes them: these modes and steps, one after another. The arithmetic is the textbook's, not ours. */
export function passesTold(
  calls: readonly { readonly mode: 'train' | 'eval'; readonly step: number }[],
  process: Process = {},
): readonly PassTold[] {
  const { channels = 4, momentum = 0.1, updates = () => 1, gamma = (pass) => 1 + pass / 1000, seed = 1 } = process;
  const {
    place = () => [0, 1] as const,
    meanwhile = (_: number, same: State) => same,
    nonFinite = () => 0,
    evalUpdates = 0,
  } = process;
  const random = randomFrom(seed);
  const each = <T>(of: (channel: number) => T): T[] => Array.from({ length: channels }, (_, channel) => of(channel));
  let state: State = process.initial ?? { mean: each(() => 0), var: each(() => 1), tracked: 0 };
  return calls.map(({ mode, step }, pass) => {
    const isBroken = nonFinite(pass) > 0;
    const noise = each(() => random() / Math.sqrt(COUNT));
    const spread = each(() => 1 + random() / Math.sqrt(COUNT / 2));
    const mean = each((channel) =>
      isBroken && channel === 0 ? NaN : place(pass, mode, channel)[0] + noise[channel] * place(pass, mode, channel)[1],
    );
    const variance = each((channel) =>
      isBroken && channel === 0 ? NaN : (place(pass, mode, channel)[1] * spread[channel]) ** 2,
    );
    const before = meanwhile(pass, state);
    let after = before;
    const count = mode === 'train' ? updates(pass) : evalUpdates;
    for (let update = 0; update < count; update++) {
      const tracked = after.tracked + 1;
      const weight = momentum ?? 1 / tracked;
      const old = after;
      after = {
        mean: each((channel) => Math.fround((1 - weight) * old.mean[channel] + weight * mean[channel])),
        var: each((channel) =>
          Math.fround((1 - weight) * old.var[channel] + (weight * variance[channel] * COUNT) / (COUNT - 1)),
        ),
        tracked,
      };
    }
    state = after;
    const sigma = variance.map(Math.sqrt);
    return {
      mode,
      step,
      count: COUNT,
      shape: [COUNT / 4, channels, 2, 2],
      mean,
      var: variance,
      min: each((channel) => (isBroken && channel === 0 ? -1 : mean[channel] - 3 * sigma[channel])),
      max: each((channel) => (isBroken && channel === 0 ? 1 : mean[channel] + 3 * sigma[channel])),
      nonFinite: each((channel) => (channel === 0 ? nonFinite(pass) : 0)),
      before,
      after,
      gamma: each(() => gamma(pass)),
      beta: each(() => 0),
    };
  });
}

/** `count` train passes of steps 0, 1, …, after every `evalEvery` of them an eval pass of the same step. */
export function calls(
  count: number,
  evalEvery = Infinity,
): { readonly mode: 'train' | 'eval'; readonly step: number }[] {
  return Array.from({ length: count }, (_, step) => [
    { mode: 'train' as const, step },
    ...((step + 1) % evalEvery === 0 ? [{ mode: 'eval' as const, step }] : []),
  ]).flat();
}

/** A statistics file of these passes, with all members or only some. */
export function statistics(
  passes: readonly PassTold[],
  {
    only,
    level = 0,
    replace = {},
  }: {
    readonly only?: readonly string[];
    /** Of deflation; 0: stored. */
    readonly level?: 0 | 6;
    /** Bytes in the place of a member's; null: it is missing. */
    readonly replace?: Readonly<Record<string, Uint8Array | null>>;
  } = {},
): Uint8Array<ArrayBuffer> {
  const channels = passes.at(0)?.mean.length ?? 0;
  const perPass = (of: (pass: PassTold) => number) => BigInt64Array.from(passes, (pass) => BigInt(of(pass)));
  const perChannel = (of: (pass: PassTold) => readonly number[]) =>
    npy([passes.length, channels], Float64Array.from(passes.flatMap((pass) => of(pass))));
  const members: Record<string, Uint8Array> = {
    mode: integers(
      '|u1',
      [passes.length],
      Uint8Array.from(passes, ({ mode }) => (mode === 'train' ? 1 : 0)),
    ),
    step: integers(
      '<i8',
      [passes.length],
      perPass(({ step }) => step),
    ),
    count: integers(
      '<i8',
      [passes.length],
      perPass(({ count }) => count),
    ),
    shape: integers('<i8', [passes.length, 4], BigInt64Array.from(passes.flatMap(({ shape }) => shape.map(BigInt)))),
    mean: perChannel(({ mean }) => mean),
    var: perChannel((pass) => pass.var),
    min: perChannel(({ min }) => min),
    max: perChannel(({ max }) => max),
    non_finite: integers(
      '<i8',
      [passes.length, channels],
      BigInt64Array.from(passes.flatMap(({ nonFinite }) => nonFinite.map(BigInt))),
    ),
    running_mean: perChannel(({ after }) => after.mean),
    running_var: perChannel(({ after }) => after.var),
    num_batches_tracked: integers(
      '<i8',
      [passes.length],
      perPass(({ after }) => after.tracked),
    ),
    running_mean_before: perChannel(({ before }) => before.mean),
    running_var_before: perChannel(({ before }) => before.var),
    weight: perChannel(({ gamma }) => gamma),
    bias: perChannel(({ beta }) => beta),
  };
  const files: Zippable = {};
  for (const [name, bytes] of Object.entries(members)) {
    const given = name in replace ? replace[name] : bytes;
    if (given && (!only || only.includes(name))) files[`${name}.npy`] = [given, { level }];
  }
  return Uint8Array.from(zipSync(files));
}

/** A `.npy` of integers. @param descr as NumPy has it: `<i8` */
export function integers(descr: string, shape: readonly number[], data: Uint8Array | BigInt64Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return npyWithHeader(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`, bytes);
}

/** Roughly normal, the same for the same seed (mulberry32, sum of twelve). */
function randomFrom(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6);
}
