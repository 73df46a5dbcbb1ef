import { conventionNamed, type Convention, type Emulation } from '../../engine/index.js';
import { fittingState } from './layer/misplacedParameter.js';
import { namedConvention } from './layer/namedConvention.js';
import { isSet } from './plan/setSteps.js';
import type { Program, ProgramState, Step } from './program.js';

/** What the user may change about a program's layer. Only what is present changes. */
export interface ProgramSettings {
  readonly convention?: string;
  readonly eps?: number;
  readonly momentum?: number | null;
  readonly affine?: boolean;
  readonly trackRunningStats?: boolean;
  readonly channelAxis?: number;
  readonly batchAxis?: number;
  /** Each file of the shown one's rank is taken as one pass for each entry of this axis; null: as one pass. */
  readonly passAxis?: number | null;
  readonly emulate?: Partial<Emulation>;
  /** What a recorded pass begins with. */
  readonly continueFrom?: 'computed' | 'recorded';
  readonly state?: { readonly [K in keyof ProgramState]?: ProgramState[K] | null | undefined };
}

/**
 * The program with other settings. Another convention brings its own eps and momentum, and drops the parameters that it
 * has no place for; null in `state` brings back the convention's own value.
 */
export function configured(program: Program, settings: ProgramSettings): Program {
  const { convention: key, eps, momentum, affine, trackRunningStats, channelAxis, emulate, state } = settings;
  const { batchAxis: batchAxisBefore, ...others } = program;
  // One axis cannot be both; the newer choice counts.
  const batchAxis = settings.batchAxis ?? (channelAxis === batchAxisBefore ? 0 : (batchAxisBefore ?? 0));
  const before = namedConvention(program);
  const base = conventionNamed(key ?? before.base);
  const isOther = key !== undefined && key !== before.base;
  const keptState = isOther && program.state ? fittingState(program.state, base) : program.state;
  const kept = key === undefined || key === before.base ? before : {};
  const merged = { ...kept, ...(eps !== undefined && { eps }), ...(momentum !== undefined && { momentum }) };
  const changed = Object.entries(merged).filter(
    ([field, value]) => field !== 'base' && JSON.stringify(value) !== JSON.stringify(base[field as keyof Convention]),
  );
  const { emulate: emulatedBefore, ...rest } = others;
  return {
    ...rest,
    ...(keptState && { state: keptState }),
    ...(isOther && { steps: program.steps.flatMap((step) => fittingStep(step, base)) }),
    ...emulationWith(emulatedBefore, emulate),
    convention: changed.length === 0 ? base.key : { base: base.key, ...Object.fromEntries(changed) },
    ...(affine !== undefined && { affine }),
    ...(trackRunningStats !== undefined && { trackRunningStats }),
    ...(channelAxis !== undefined && { channelAxis }),
    ...(batchAxis !== 0 && { batchAxis }),
    ...(settings.continueFrom && { continueFrom: settings.continueFrom }),
    ...(state && { state: stateWith(keptState ?? {}, state) }),
  };
}

/** A step that sets only what the convention has no place for is gone. */
function fittingStep(step: Step, convention: Convention): readonly Step[] {
  if (!isSet(step)) return [step];
  const set = fittingState(step.set, convention);
  return Object.keys(set).length === 0 ? [] : [{ set }];
}

/** Absent where nothing is emulated, so that a program says no more than it has to. */
function emulationWith(before: Program['emulate'], changes: Program['emulate'] = {}): Pick<Program, 'emulate'> {
  const { arithmetic = 'exact', state = 'float64' } = { ...before, ...changes };
  const emulate = { ...(arithmetic !== 'exact' && { arithmetic }), ...(state !== 'float64' && { state }) };
  return Object.keys(emulate).length === 0 ? {} : { emulate };
}

function stateWith(before: ProgramState, changes: NonNullable<ProgramSettings['state']>): ProgramState {
  const entries = Object.entries({ ...before, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries);
}
