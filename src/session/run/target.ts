import type { Program, ProgramState, TensorPath, UriPolicy } from '../program/index.js';
import type { Cursor } from './session.js';

/** What a session is opened on. URIs are strings. */
export type Target =
  /** Tensors, whose files are URIs. */
  | { readonly kind: 'files'; readonly uris: readonly TensorPath[]; readonly layer?: TargetLayer }
  | { readonly kind: 'program'; readonly uri: string }
  | { readonly kind: 'inline'; readonly program: Program; readonly base: string; readonly title?: string };

/** A layer whose program is in no file of its own: of a model's file, or of an archive with several layers and their activations. */
export interface LayerTarget {
  readonly kind: 'layer';
  /** URI of the file. */
  readonly of: string;
  readonly layer: string;
}

/** What the tensors of a target run through. */
export interface TargetLayer {
  /** Where the convention's channel axis is of another size, and one other axis is of this, the channels are there. */
  readonly channels: number;
  readonly convention?: string;
  /** Files are URIs. */
  readonly state: ProgramState;
}

/** What stands beside a session, by its name, and what that is called. */
export interface KeptBranches {
  readonly current: string;
  readonly others: readonly { readonly name: string; readonly program: Program }[];
}

export interface OpenRequest {
  readonly target: Target | LayerTarget;
  /** Defaults from the user's settings, for what an implicit program leaves open. */
  readonly defaults?: {
    readonly convention?: string;
    readonly eps?: number;
    readonly momentum?: number | null;
    readonly channelAxis?: number;
  };
  /** Which files the program may name beside those below its own folder, and those that the target names. Absent: no others. */
  readonly policy?: UriPolicy;
  /** The setting for what findings are judged by, as it stands: checked where the rules are. Absent: the defaults. */
  readonly thresholds?: unknown;
  /** Likewise the setting that switches rules off. */
  readonly rules?: unknown;
  /** What was saved before a reload: takes the place of the target's own program. */
  readonly restore?: { readonly program: Program; readonly cursor: Cursor; readonly branches?: KeptBranches };
}
