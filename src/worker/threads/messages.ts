import type { PartialMoments } from '../../engine/index.js';
import type { Refusal } from '../../formats/index.js';
import type { MeasureRequest } from '../../session/index.js';

/** What the worker says to one of its threads. */
export type ToThread =
  | {
      readonly kind: 'measure';
      readonly job: number;
      readonly request: MeasureRequest;
      /** Of the file that is meant: another one is refused. */
      readonly version: string;
      readonly range: { readonly from: number; readonly to: number };
      /** Whether somebody wants to know what is known so far. */
      readonly tellsPartial: boolean;
    }
  | { readonly kind: 'cancel'; readonly job: number };

/** What a thread answers: any number of times how far it is, then once how it ended. */
export type FromThread =
  | { readonly kind: 'progress'; readonly job: number; readonly bytes: number }
  | { readonly kind: 'partial'; readonly job: number; readonly partial: PartialMoments }
  | { readonly kind: 'done'; readonly job: number; readonly partial: PartialMoments }
  | { readonly kind: 'failed'; readonly job: number; readonly failure: ThreadFailure };

/** An error on its way between threads, where classes are lost. */
export interface ThreadFailure {
  readonly message: string;
  readonly isEngine: boolean;
  readonly refusal?: Refusal;
}
