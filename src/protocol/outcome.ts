import type { Action, Refusal } from '../session/index.js';

/** An error on its way to a person. */
export interface Failure {
  /** `acts.npy cannot be read` */
  readonly title: string;
  readonly message: string;
  readonly refusal?: Refusal;
  /** Axes that would do as the channels', where the one taken has too many. */
  readonly channelAxes?: readonly number[];
  /** URIs of files that the program names and may not, unless the user allows it. */
  readonly outside?: readonly string[];
  /** What would do instead of the action that failed. */
  readonly remedy?: { readonly label: string; readonly hint: string; readonly action: Action };
}

/** Every outcome of a call into the worker: a value, or an error that is meant for the user. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };
