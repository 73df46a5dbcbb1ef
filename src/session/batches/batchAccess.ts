import type { Layer, Moments, Tensor, Values } from '../../engine/index.js';
import type { Box, TensorFile } from '../../formats/index.js';
import type { Batch } from '../program/index.js';

/** How a view gets at a batch, which may be larger than memory: at as much of it as it shows. */
export interface BatchAccess {
  /** @throws FormatError where the file is refused or gone. */
  header(batch: Batch): Promise<Pick<TensorFile, 'shape' | 'order'>>;
  /** `layer` in the place of the session's own. */
  moments(batch: Batch, layer?: Layer): Promise<{ readonly shape: readonly number[]; readonly moments: Moments }>;
  /**
   * Parts of a batch, each in C order. What was asked for last is kept.
   * @throws FormatError where the file is refused or gone; RangeError for a box that the batch does not have.
   */
  boxes(batch: Batch, boxes: readonly Box[]): Promise<readonly Values[]>;
  /**
   * All of a batch, held in memory: for what cannot do with less.
   * @throws FormatError where the file is refused or gone, or the batch is too large for that.
   */
  tensor(batch: Batch): Promise<Tensor>;
  /** The folder of the program, where it is known: what a view may offer, and read beside the program's own files. */
  readonly folder?: ProgramFolder;
  /** Lets waiting messages in between the parts of a long computation. @throws the reason of whoever has cancelled it */
  readonly breathe?: () => Promise<void>;
}

/** What is beside a program, and what of it, and elsewhere, may be read. */
export interface ProgramFolder {
  /** URI */
  readonly uri: string;
  /** Names of the files in it. @throws FormatError */
  list(): Promise<readonly string[]>;
  /** Whether the program could name this file: one that a panel names has to be asked for, too. @param file URI */
  mayRead(file: string): boolean;
}

/** One part of a batch, in C order. */
export async function boxOfBatch(access: BatchAccess, batch: Batch, box: Box): Promise<Values> {
  const [values] = await access.boxes(batch, [box]);
  return values;
}

/** One value, by its index along every axis. */
export async function valueAt(access: BatchAccess, batch: Batch, index: readonly number[]): Promise<number> {
  const [value] = await boxOfBatch(access, batch, { start: index, count: index.map(() => 1) });
  return value;
}
