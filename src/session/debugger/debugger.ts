import { stagesOf, type Layer, type Mode } from '../../engine/index.js';
import { ExpressionError } from '../expressions/index.js';
import { layerForPass } from '../records/index.js';
import { openFrom, type RunOptions, type Session, type SessionOwner, type Stop } from '../run/index.js';
import { countText } from '../numberText.js';
import { changeOf } from './changeOf.js';
import { checkOf, dataCheckOf, watchable, type Check } from './checks.js';
import type {
  BreakpointState,
  DataBreakpoint,
  DebugFrame,
  DebugName,
  DebugRequest,
  DebugResult,
  DebugStop,
  FrameKind,
  GotoTarget,
  LineBreakpoint,
  SourceKey,
} from './debugRequests.js';
import { listingOf } from './listingOf.js';
import { stageIdsOf, type Place } from './place.js';
import type { Reading } from './placeEnvironment.js';
import { isTextOf, programTextOf, type ProgramText } from './programText.js';
import { runToBreak, type BreakRequest } from './runToBreak.js';
import { childrenOf, evaluated, placeOfFrame, scopesOf } from './variables.js';

/** More targets than anybody picks from. */
const mostTargets = 100;

/** What a debugger's answers are about. */
export interface Debugged extends Reading {
  readonly session: Session;
}

type Answers = {
  readonly [K in DebugName]: (debugged: Debugged, request: DebugRequest<K>) => DebugResult<K> | Promise<DebugResult<K>>;
};

/** A debugger on one session: its breakpoints, and what it says of where the session stands. All else is in the session. */
export class Debugger {
  #text: ProgramText | undefined;
  readonly #lines = new Map<SourceKey, readonly Check[]>();
  /** Of the program's text, for another text of it. */
  #given: readonly LineBreakpoint[] = [];
  #data: readonly Check[] = [];
  #findings: ReadonlySet<string> = new Set();
  #stop: { readonly at: Place; readonly told: DebugStop } | undefined;

  readonly #answers: Answers = {
    attach: ({ session }, { text, begins }) => {
      const isOther = text !== null && !isTextOf(text, session);
      if (isOther && !begins) return { isOther };
      this.#text = programTextOf(session, text);
      this.#lines.set('program', checksIn(this.#given.map((one) => this.#onStep(session, one))));
      return { isOther };
    },
    stack: ({ session }) => {
      const { cursor, plan } = session;
      const isHere = this.#stop?.at.pass === cursor.pass && this.#stop.at.stage === cursor.stage;
      return {
        frames: this.#framesOf(session),
        stop: isHere ? (this.#stop?.told ?? null) : null,
        isAtEnd: cursor.pass >= plan.length,
      };
    },
    source: ({ session }, key) =>
      key === 'program'
        ? this.#textOf(session).text
        : `${listingFor(session, key)
            .map(({ text }) => text)
            .join('\n')}\n`,
    breakpoints: ({ session }, { source, breakpoints }) => {
      const placed = breakpoints.map((one) =>
        source === 'program' ? this.#onStep(session, one) : onStage(session, source, one),
      );
      this.#lines.set(source, checksIn(placed));
      if (source === 'program') this.#given = breakpoints;
      return placed.map(({ state }) => state);
    },
    watchable: (_debugged, expression) => watchable(expression),
    dataBreakpoints: (_debugged, breakpoints) => {
      const placed = breakpoints.map((one) => understood(one, {}, () => dataCheckOf(one)));
      this.#data = checksIn(placed);
      return placed.map(({ state }) => state);
    },
    findings: (_debugged, wanted) => {
      this.#findings = new Set(wanted);
      return null;
    },
    scopes: ({ session, ...reading }, frame) => scopesOf(session, frame, reading),
    children: ({ session, ...reading }, { path, start, count }) => childrenOf(session, path, start, count, reading),
    evaluate: ({ session, ...reading }, { expression, frame }) =>
      evaluated(session, expression, frame ?? innermost(session), reading),
    change: ({ session, ...reading }, { expression, value, frame }) =>
      changeOf(session, placeOfFrame(session, frame ?? innermost(session)), expression, value, reading),
    targets: ({ session }, { source, line }) =>
      source === 'program' ? this.#passesAt(session, line) : stageAt(session, source, line),
  };

  /**
   * @throws ExpressionError, RangeError, EngineError for what is asked wrongly; FormatError where a batch that is needed
   * cannot be read
   */
  async answer<K extends DebugName>(debugged: Debugged, name: K, request: DebugRequest<K>): Promise<DebugResult<K>> {
    return this.#answers[name](debugged, request);
  }

  /** @param say is told what breakpoints say that do not stop. @throws as `runToBreak` */
  async run(
    owner: SessionOwner,
    request: BreakRequest,
    say: (text: string) => void,
    options?: RunOptions,
  ): Promise<Stop> {
    const reading = {
      access: owner.store.accessFor(owner.session.layer, options),
      open: openFrom(owner.store, options),
    };
    const checks = [...[...this.#lines.values()].flat(), ...this.#data];
    const { stop, told } = await runToBreak(
      owner,
      request,
      { checks, findings: this.#findings },
      reading,
      say,
      options,
    );
    this.#stop = told ? { at: owner.session.cursor, told } : undefined;
    return stop;
  }

  #textOf(session: Session): ProgramText {
    return (this.#text ??= programTextOf(session, null));
  }

  #framesOf(session: Session): readonly DebugFrame[] {
    const { cursor, plan } = session;
    const { pass, stage } = cursor;
    const text = this.#textOf(session);
    const { from, to } = text.rangeOf(text.stepOf(session, pass));
    const [start, end] = [text.positionOf(from), text.positionOf(to)];
    const planned = pass < plan.length ? plan[pass] : undefined;
    const below: DebugFrame = {
      kind: 'pass',
      source: 'program',
      name: planned
        ? `pass ${countText(pass + 1)} of ${countText(plan.length)}: ${planned.mode} ${planned.batch.label}`
        : `end, after pass ${countText(plan.length)}`,
      ...{ line: start.line, column: start.column, endLine: end.line, endColumn: end.column },
    };
    if (stage === null || !planned) return [below];
    const record = session.passes[pass];
    const lines = listingOf(layerForPass(record.layer, record.plan), planned.mode);
    const id = stageIdsOf(record)[stage];
    const line = lines.findIndex((one) => one.stage === id);
    const name = stagesOf(layerForPass(record.layer, record.plan), planned.mode)[stage].name;
    // An editor scrolls to all of what is marked: the formula is left out.
    const { length } = lines[line].text.replace(/ +# .*$/, '');
    const column = 1 + lines[line].text.search(/\S/);
    const place = { line: line + 1, column, endLine: line + 1, endColumn: length + 1 };
    return [{ kind: 'stage', source: planned.mode, name, ...place }, below];
  }

  #onStep(session: Session, breakpoint: LineBreakpoint): Placed {
    const text = this.#textOf(session);
    const step = text.stepAt(breakpoint.line, breakpoint.column);
    if (step === null) return refused(breakpoint, 'There is no step on this line or below');
    const { from, to } = text.rangeOf(step);
    const place = { line: text.positionOf(from).line, endLine: text.positionOf(to).line };
    return understood(breakpoint, place, () =>
      checkOf(breakpoint.id, 'step', breakpoint, (now, { pass, stage }, isConditional) => {
        if (stage !== null) return false;
        // What its last pass leaves is looked at, too.
        return (
          (pass < now.plan.length && text.stepOf(now, pass) === step) ||
          (isConditional && pass > 0 && text.stepOf(now, pass - 1) === step)
        );
      }),
    );
  }

  #passesAt(session: Session, line: number): readonly GotoTarget[] {
    const text = this.#textOf(session);
    const step = text.stepAt(line);
    if (step === null) return [];
    const at = text.positionOf(text.rangeOf(step).from).line;
    return [...session.plan.keys()]
      .filter((pass) => text.stepOf(session, pass) === step)
      .slice(0, mostTargets)
      .map((pass) => ({
        label: `before pass ${countText(pass + 1)}: ${session.plan[pass].mode} ${session.plan[pass].batch.label}`,
        line: at,
        action: { kind: 'goTo', pass: pass === 0 ? null : pass - 1 },
      }));
  }
}

function innermost({ cursor }: Session): FrameKind {
  return cursor.stage === null ? 'pass' : 'stage';
}

interface Placed {
  readonly state: BreakpointState;
  readonly check?: Check;
}

function checksIn(placed: readonly Placed[]): readonly Check[] {
  return placed.flatMap(({ check }) => (check ? [check] : []));
}

function refused({ id }: { readonly id: number }, problem: string): Placed {
  return { state: { id, problem } };
}

/** A breakpoint that may say what cannot be understood: then it is there, and says why it stops nothing. */
function understood(
  { id }: LineBreakpoint | DataBreakpoint,
  place: Pick<BreakpointState, 'line' | 'endLine'>,
  check: () => Check,
): Placed {
  try {
    return { state: { id, ...place }, check: check() };
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof RangeError) {
      return { state: { id, ...place, problem: error.message } };
    }
    throw error;
  }
}

function onStage(session: Session, mode: Mode, breakpoint: LineBreakpoint): Placed {
  const lines = listingFor(session, mode);
  const from = Math.max(0, breakpoint.line - 1);
  const below = lines.findIndex(({ stage }, index) => index >= from && stage !== null);
  if (below < 0) return refused(breakpoint, 'There is no stage on this line or below');
  const { stage } = lines[below];
  return understood(breakpoint, { line: below + 1 }, () =>
    checkOf(breakpoint.id, 'stage', breakpoint, ({ passes }, place) => {
      if (place.stage === null || passes[place.pass].plan.mode !== mode) return false;
      return stageIdsOf(passes[place.pass])[place.stage] === stage;
    }),
  );
}

function stageAt(session: Session, mode: Mode, line: number): readonly GotoTarget[] {
  const { cursor, plan } = session;
  const pass = cursor.pass;
  if (pass >= plan.length || plan[pass].mode !== mode) return [];
  const { stage: id } = listingFor(session, mode).at(line - 1) ?? { stage: null };
  const stages = stagesOf(layerAt(session, mode), mode);
  const stage = stages.findIndex((one) => one.id === id);
  if (stage < 0) return [];
  const label = `${stages[stage].name} of pass ${countText(pass + 1)}`;
  return [{ label, line, action: { kind: 'goTo', pass, stage } }];
}

/** The algorithm as the pass sees it that the session is in, or before. */
function listingFor(session: Session, mode: Mode): ReturnType<typeof listingOf> {
  return listingOf(layerAt(session, mode), mode);
}

function layerAt({ cursor, passes, layer, plan }: Session, mode: Mode): Layer {
  const record = passes.at(Math.min(cursor.pass, passes.length - 1));
  const planned = cursor.pass < plan.length && plan[cursor.pass].mode === mode ? plan[cursor.pass] : {};
  return layerForPass(record?.layer ?? layer, planned);
}
