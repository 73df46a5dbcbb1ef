import type { KnownHeads, SessionFiles } from '../batches/index.js';
import type { Program, UriPolicy } from '../program/index.js';
import type { FindingThresholds } from '../run/index.js';
import type { CheckpointSettings } from './sharedRules.js';

/** Where a model's files come from. */
export interface ModelSources {
  readonly files: SessionFiles;
  /** Which files the programs may name. */
  readonly policy: UriPolicy;
  readonly thresholds?: FindingThresholds;
  /** Rules that all layers follow instead of those that their programs say. */
  readonly settings?: CheckpointSettings;
  /** What its statistics files say of their passes; absent: it is kept with the model that is opened. */
  readonly heads?: KnownHeads;
}

/** A layer of a model by its program. */
export interface LayerProgram {
  readonly name: string;
  /** URI of the program's file; absent where it stands in the model's own. */
  readonly uri?: string;
  /** Null where it could not be read. */
  readonly program: Program | null;
  /** URI of the folder that its paths are relative to. */
  readonly base: string;
  /** Why there is no program. */
  readonly problem?: string;
}
