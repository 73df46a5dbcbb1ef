import type { LayerParts } from './layersIn.js';

/** An archive as its picker shows it. */
export interface ArchiveView {
  readonly name: string;
  /** `.npz archive`, `PyTorch checkpoint` */
  readonly kind: string;
  /** In the natural order of their names. */
  readonly members: readonly MemberView[];
  readonly layers: readonly LayerView[];
  /** Whether several layers have activations beside them: they are a model. */
  readonly isModel?: true;
  /** Where the channels of a batch are, by the settings; negative counts from the end. Absent: 1. */
  readonly channelAxis?: number;
  /** What else the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

export interface MemberView {
  readonly name: string;
  /** The name made safe to show, and the alias behind it. */
  readonly label: string;
  /** What the file's own description calls it, where its name is a number. */
  readonly alias?: string;
  /** Absent where it was refused, or where there was no time to read the headers of so many. */
  readonly shape?: readonly number[];
  /** As NumPy spells it: `complex64`; in words where it has no name: `3 fields`. */
  readonly dtype?: string;
  /** Bytes of its data; where its header was not read, those that it takes in the file. */
  readonly bytes: number;
  /** Why it cannot be opened. */
  readonly problem?: string;
  /** What can be read of items that are no real numbers: one of them has to be chosen. */
  readonly parts?: readonly string[];
}

/** A BatchNorm layer whose parts are in the archive. */
export interface LayerView extends LayerParts {
  /** The name made safe to show; the archive's where its parts have no more than their own names. */
  readonly label: string;
  /** Name of the convention that the names suggest. */
  readonly rules?: string;
  /** Where its rules have the channels. Absent: where the archive has them. */
  readonly channelAxis?: number;
  /** Batches that it has seen, where it says. */
  readonly batches?: number;
  /** Why its mean and variance look as if each stood in the other's place. */
  readonly swapped?: string;
}
