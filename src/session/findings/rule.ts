import type { Layer, LayerState } from '../../engine/index.js';
import type { Finding } from './finding.js';
import type { Look } from './look.js';

/** A number that a rule judges by. */
export interface Threshold {
  readonly default: number;
  /** Where the default comes from, in a sentence. */
  readonly source: string;
}
export type Thresholds = Readonly<Record<string, Threshold>>;
/** The numbers themselves: the defaults, or what the settings say. */
export type Limits<T extends Thresholds> = { readonly [Name in keyof T]: number };

/**
 * What the debugger notices by itself: one cause, looked for in every pass once. A rule remembers what it must, and is asked
 * what it has to say when somebody wants to know; so neither may cost more with every pass that was looked at before.
 * Passes come in the order of the program, whatever the route by which the user got there.
 */
export interface Rule<Memory, T extends Thresholds = Thresholds> {
  /** Stable id: `non-finite-input`. */
  readonly id: string;
  readonly thresholds: T;
  /** Address of somebody who met it, and what came of it. */
  readonly link: string;
  /** Ids of the rules whose evidence follows from this one's, in the same channels, from where it begins on. */
  readonly explains: readonly string[];
  /** @param state before the first pass */
  start(layer: Layer, state: LayerState, limits: Limits<T>, origin: Origin): Memory;
  /** Changes `memory` in place. */
  see(memory: Memory, look: Look): void;
  /** All that is noticed so far; before the first pass what the state alone tells. */
  tell(memory: Memory, limits: Limits<T>): readonly Telling[];
}

/** Where a state comes from, and what is going to happen to it. */
export interface Origin {
  /** Whether the program gives running values, rather than leaving them to the convention. */
  readonly givesRunning: boolean;
  /** Passes that are planned, and whether there is one among them that moves the running values. */
  readonly passes: 'none' | 'eval' | 'train' | 'unknown';
}

/** A rule among others. What `start` gave goes to no other rule, so that its type need not be known. */
export type AnyRule = Rule<unknown>;

/** Where one channel shows a cause, or all do, and how badly. Cheap: there may be 65,536 of them. */
export interface Evidence {
  /** Absent: it is about all channels. */
  readonly channel?: number;
  /** Where it begins; −1: in the state before the first pass. */
  readonly pass: number;
  readonly lastPass: number;
  /** The pass at whose end it was first certain. */
  readonly known: number;
  /** As a finding's. */
  readonly weight: number;
  /** The first pass in which what follows from it can begin, in this channel; absent: where it begins itself. */
  readonly reaches?: (channel: number | undefined) => number;
}

/** What is said of a piece of evidence. */
export type Words = Pick<Finding, 'severity' | 'label' | 'message' | 'remedy'>;

/** Evidence of one kind, and the words for it. */
export interface Telling<E extends Evidence = Evidence> {
  readonly evidence: readonly E[];
  /** How many channels there are at all. */
  readonly channels: number;
  /** Who speaks for many: the channel that comes first (earliest pass, then lowest number), or the one that weighs most. */
  readonly example: 'first' | 'most';
  words(one: E): Words;
}

/** Evidence whose words are its own: among others, nobody gives it other words. */
export function telling<E extends Evidence>(one: Telling<E>): Telling {
  return one;
}
