import { compileCondition, compileExpression, ExpressionError, type Environment } from '../expressions/index.js';
import { heldValue } from './heldValue.js';
import { namesOfValues } from './recordEnvironment.js';
import { environmentAt, quickEnvironmentAt, type Reading } from './placeEnvironment.js';
import { placeOrder, type Place } from './place.js';
import type { BreakpointCondition, DataBreakpoint, DebugResult } from './debugRequests.js';
import { valueText } from './valueText.js';
import type { Session } from '../run/index.js';

type Answer<T> = T | Promise<T>;

/** A breakpoint that was understood. */
export interface Check {
  readonly id: number;
  readonly kind: 'step' | 'stage' | 'data';
  /** Whether it is there at all, whatever its condition says. It is at one place of a pass at most, the one behind it among them. */
  readonly isAt: (session: Session, place: Place) => boolean;
  readonly holds: (session: Session, place: Place, reading: Reading) => Answer<boolean>;
  /** Whether it stops the nth time. */
  readonly stopsAt?: (hits: number) => boolean;
  /** What it says in the place of stopping. */
  readonly log?: (session: Session, place: Place, reading: Reading) => Promise<string>;
}

/** @throws ExpressionError for a text that is no condition, RangeError for one that is no hit count */
export function checkOf(
  id: number,
  kind: 'step' | 'stage',
  { condition, hits, log }: BreakpointCondition,
  isAt: (session: Session, place: Place, isConditional: boolean) => boolean,
): Check {
  const isConditional = condition !== undefined;
  return {
    id,
    kind,
    isAt: (session, place) => isAt(session, place, isConditional),
    holds: isConditional ? conditionOf(condition) : () => true,
    ...(hits !== undefined && { stopsAt: hitsOf(hits) }),
    ...(log !== undefined && { log: logOf(log) }),
  };
}

function conditionOf(text: string): Check['holds'] {
  const { names, holds } = compileCondition(text);
  const test = (environment: Environment): boolean => withoutValue(() => holds(environment)) ?? false;
  const readsValues = namesOfValues.some((name) => names.has(name));
  return (session, place, reading) => {
    const environment = readsValues ? undefined : quickEnvironmentAt(session, place);
    return environment ? test(environment) : environmentAt(session, place, reading, names).then(test);
  };
}

/** Undefined where a name has no value at a place. */
function withoutValue<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** @throws RangeError */
export function hitsOf(text: string): (hits: number) => boolean {
  const match = /^\s*(>=|<=|>|<|={0,3}|%)\s*(\d{1,9})\s*$/.exec(text);
  const count = Number(match?.[2] ?? 0);
  if (!match || count === 0) {
    throw new RangeError(`hit count: expected a number from 1 on, such as 3, >= 3 or % 3, found "${text}"`);
  }
  switch (match[1]) {
    case '>=':
      return (hits) => hits >= count;
    case '<=':
      return (hits) => hits <= count;
    case '>':
      return (hits) => hits > count;
    case '<':
      return (hits) => hits < count;
    case '%':
      return (hits) => hits % count === 0;
    default:
      return (hits) => hits === count;
  }
}

/** A text whose braces are evaluated. @throws ExpressionError */
function logOf(text: string): NonNullable<Check['log']> {
  const parts = text.split(/\{([^{}]*)\}/).map((part, index) => (index % 2 === 0 ? part : compileExpression(part)));
  const names = new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [...part.names])));
  return async (session, place, reading) => {
    const environment = await environmentAt(session, place, reading, names);
    const said = (part: Exclude<(typeof parts)[number], string>): string => {
      try {
        return valueText(part.evaluate(environment));
      } catch (error) {
        if (error instanceof ExpressionError) return `{${error.message}}`;
        throw error;
      }
    };
    return parts.map((part) => (typeof part === 'string' ? part : said(part))).join('');
  };
}

/** What can be watched, a channel's running value, by the name that a data breakpoint has; of all else the text says so. */
export function watchable(expression: string): DebugResult<'watchable'> {
  const [, value, channel] = /^\s*(running_mean|running_var)\[\s*(\d+)\s*\]\s*$/.exec(expression) ?? [];
  if (!value) {
    return { name: null, text: `${expression}: only a channel of running_mean or running_var can be watched` };
  }
  const name = `${value}[${channel}]`;
  return { name, text: name };
}

/**
 * Stops behind a pass that changes one channel's running value.
 * @throws ExpressionError for a name that is none, or a condition that is none
 */
export function dataCheckOf({ id, name, condition: text = '', hits }: DataBreakpoint): Check {
  const watched = compileExpression(name);
  const valueAt = (session: Session, pass: number): number => {
    const state = pass < 0 ? session.initial : session.passes[pass].after;
    const environment: Environment = {
      lookup: (one) => (one === 'running_mean' ? heldValue(state.runningMean) : heldValue(state.runningVar)),
    };
    const value = withoutValue(() => watched.evaluate(environment));
    return typeof value === 'number' ? value : NaN;
  };
  const written = text.trim();
  const threshold = written === '' ? 0 : Number(written);
  const begins = Number.isNaN(threshold) && /^([<>]=?|[!=]=)/.test(written);
  const holds = Number.isNaN(threshold) ? conditionOf(begins ? `${name} ${written}` : written) : undefined;
  return {
    id,
    kind: 'data',
    isAt: (_session, { pass, stage }) => stage === null && pass > 0,
    holds: async (session, place, reading) => {
      const [old, now] = [valueAt(session, place.pass - 2), valueAt(session, place.pass - 1)];
      if (Object.is(old, now)) return false;
      if (!holds) return !(Math.abs(now - old) <= threshold);
      if (!(await holds(session, place, reading))) return false;
      return !begins || place.pass < 2 || !(await holds(session, { pass: place.pass - 1, stage: null }, reading));
    },
    ...(hits !== undefined && { stopsAt: hitsOf(hits) }),
  };
}

/**
 * How often checks held, up to a place, from the program's start: a function of the place, however a run came there. For one
 * run, in which passes are only added.
 */
export class HitCounts {
  readonly #counts = new Map<Check, number[]>();

  /**
   * @param places of a pass, in their order
   * @param holds whether a check that is at a place holds there
   */
  constructor(
    private readonly places: (session: Session, pass: number) => readonly Place[],
    private readonly holds: (check: Check, session: Session, place: Place) => Answer<boolean>,
  ) {}

  /** @param place at which the check holds */
  async upTo(check: Check, session: Session, place: Place): Promise<number> {
    const counts = this.#counts.get(check) ?? [];
    this.#counts.set(check, counts);
    // The places of a pass are those in it and the one behind it.
    const own = place.stage === null ? place.pass - 1 : place.pass;
    for (let pass = counts.length; pass < own; pass++) {
      counts.push((counts[pass - 1] ?? 0) + (await this.#hits(check, session, this.places(session, pass))));
    }
    const atStart = await this.#hits(check, session, [{ pass: 0, stage: null }]);
    if (own < 0) return atStart;
    const before = this.places(session, own).filter((one) => placeOrder(one, place) <= 0);
    return atStart + (counts[own - 1] ?? 0) + (await this.#hits(check, session, before));
  }

  async #hits(check: Check, session: Session, places: readonly Place[]): Promise<number> {
    let hits = 0;
    for (const place of places) {
      if (check.isAt(session, place) && (await this.holds(check, session, place))) hits += 1;
    }
    return hits;
  }
}
