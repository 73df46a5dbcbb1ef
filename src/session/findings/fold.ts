import type { Layer, LayerState } from '../../engine/index.js';
import type { PlannedPass, Program } from '../program/index.js';
import {
  isBeginning,
  type InitialShare,
  type PassRecord,
  type RecordedState,
  setsRunningValues,
  shareAfter,
  WHOLE_SHARE,
} from '../records/index.js';
import type { Told } from './causes.js';
import type { FindingThresholds } from '../run/index.js';
import { limitsOf } from './limits.js';
import { countedStart, type CountedStart } from './countedStart.js';
import { GapsRoom, PassLook, type RunningStart } from './look.js';
import { RecordedMove } from './recordedMove.js';
import type { AnyRule, Limits, Origin, Thresholds } from './rule.js';
import { statedIn } from './statedIn.js';
import { Trained } from './usual.js';

/** What a fold begins with. */
export interface FoldStart {
  readonly layer: Layer;
  /** Before the first pass. */
  readonly initial: LayerState;
  /** Absent: the defaults. */
  readonly thresholds?: FindingThresholds | undefined;
  /** Absent: nobody knows what will be run, nor who gave the running values. */
  readonly program?: Pick<Program, 'state'>;
  readonly plan?: readonly PlannedPass[];
}

/**
 * All rules over the passes of one program, each pass looked at once. Memories are changed in place, so that a fold goes
 * forwards only: another history needs another fold.
 */
export class Fold {
  readonly #watches: readonly {
    readonly rule: AnyRule;
    readonly limits: Limits<Thresholds>;
    readonly memory: unknown;
  }[];
  #passes: readonly PassRecord[] = [];
  #share = WHOLE_SHARE;
  #start: RunningStart;
  /** Undefined as long as no batch has shown whether there is one. */
  #counted: CountedStart | null | undefined;
  #trained: Trained | null = null;
  /** What the process had last. */
  #recorded: RecordedState | null = null;
  readonly #room = new GapsRoom();

  constructor(rules: readonly AnyRule[], start: FoldStart) {
    const { layer, initial, thresholds } = start;
    this.#start = { state: initial, pass: -1, origin: initial };
    const origin = originOf(start);
    const watching = rules.filter(({ id }) => thresholds?.[id] !== false);
    this.#watches = watching.map((rule) => {
      const limits = limitsOf(rule, thresholds);
      return { rule, limits, memory: rule.start(layer, initial, limits, origin) };
    });
  }

  /** Whether these passes begin with those that were looked at. */
  isBeginningOf(passes: readonly PassRecord[]): boolean {
    return isBeginning(this.#passes, passes);
  }

  /** Looks at the passes that are new. @param passes begin with those that were looked at */
  goOn(passes: readonly PassRecord[]): void {
    for (let pass = this.#passes.length; pass < passes.length; pass++) this.see(pass, passes[pass]);
    this.#passes = passes;
  }

  /** Looks at one pass, which is not kept: for passes that no session holds. */
  see(pass: number, record: PassRecord): void {
    if (setsRunningValues(record)) {
      this.#start = { state: record.before, pass, origin: record.before };
      this.#counted = null;
    }
    this.#share = shareAfter(this.#share, record);
    // Before a batch that fits nobody knows how many groups there are.
    this.#trained ??= record.kind === 'computed' ? new Trained(record.moments.shift.length) : null;
    const trained = this.#trained ?? new Trained(0);
    // First: it may find another origin of the start.
    const share = this.#shareOf(pass, record);
    const look = new PassLook(pass, record, this.#start, share, trained, this.#moveOf(record), this.#room);
    for (const { rule, memory } of this.#watches) rule.see(memory, look);
    if (record.plan.mode === 'train' && look.batch) this.#trained?.add(look.batch);
  }

  /** What is left of the origin: of the convention's own start where the given state was counted as young, and is so. */
  #shareOf(pass: number, record: PassRecord): InitialShare {
    if (this.#counted === undefined && record.kind === 'computed') {
      this.#counted = countedStart(this.#start.state, pass, record);
      if (this.#counted) this.#start = { ...this.#start, origin: this.#counted.origin };
    }
    const [share, counted] = [this.#share, this.#counted];
    return counted
      ? { ...share, trained: share.trained + counted.trained, weight: share.weight * counted.left }
      : share;
  }

  #moveOf(record: PassRecord): RecordedMove | null {
    const last = this.#recorded;
    const state = record.recorded ?? statedIn(record, last === null);
    if (state) this.#recorded = state;
    return state && new RecordedMove(record, state, last);
  }

  /** What is left of the running values' start after the last pass. */
  get weightOfStart(): number {
    return this.#share.weight;
  }

  tell(): readonly Told[] {
    return this.#watches.map(({ rule, memory, limits }) => ({ rule, tellings: rule.tell(memory, limits) }));
  }
}

const passesOf = new WeakMap<readonly PlannedPass[], Origin['passes']>();

/** Plain, so that two of the same program are alike. */
export function originOf({ program, plan }: Pick<FoldStart, 'program' | 'plan'>): Origin {
  const { runningMean, runningVar } = program?.state ?? {};
  const givesRunning = runningMean !== undefined || runningVar !== undefined;
  if (!plan) return { givesRunning, passes: 'unknown' };
  const passes = passesOf.get(plan) ?? passesIn(plan);
  passesOf.set(plan, passes);
  return { givesRunning, passes };
}

function passesIn(plan: readonly PlannedPass[]): Origin['passes'] {
  if (plan.length === 0) return 'none';
  return plan.some(({ mode, keepsState }) => mode === 'train' && !keepsState) ? 'train' : 'eval';
}
