import { conventionNamed } from '../engine/index.js';
import type { ChannelValues, ConventionChanges, Program, ProgramState } from './program.js';

/** What the user may change about a program's layer. Only what is present changes. */
export interface ProgramSettings {
  readonly convention?: string;
  readonly eps?: number;
  readonly momentum?: number | null;
  readonly affine?: boolean;
  readonly trackRunningStats?: boolean;
  readonly channelAxis?: number;
  readonly state?: { readonly [K in keyof ProgramState]?: ChannelValues | null | undefined };
}

/**
 * The program with other settings. Another convention brings its own eps and momentum; null in `state` brings back the
 * convention's own value.
 */
export function configured(program: Program, settings: ProgramSettings): Program {
  const { convention: key, eps, momentum, affine, trackRunningStats, channelAxis, state } = settings;
  const before: ConventionChanges =
    typeof program.convention === 'object' ? program.convention : { base: program.convention ?? 'pytorch' };
  const base = conventionNamed(key ?? before.base);
  const merged = {
    ...(key === undefined || key === before.base ? before : { base: base.key }),
    ...(eps !== undefined && { eps }),
    ...(momentum !== undefined && { momentum }),
  };
  const changed: ConventionChanges = {
    base: merged.base,
    ...(merged.eps !== undefined && merged.eps !== base.eps && { eps: merged.eps }),
    ...(merged.momentum !== undefined && merged.momentum !== base.momentum && { momentum: merged.momentum }),
  };
  const isPlain = changed.eps === undefined && changed.momentum === undefined;
  return {
    ...program,
    convention: isPlain ? changed.base : changed,
    ...(affine !== undefined && { affine }),
    ...(trackRunningStats !== undefined && { trackRunningStats }),
    ...(channelAxis !== undefined && { channelAxis }),
    ...(state && { state: stateWith(program.state ?? {}, state) }),
  };
}

function stateWith(before: ProgramState, changes: NonNullable<ProgramSettings['state']>): ProgramState {
  const entries = Object.entries({ ...before, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries);
}
