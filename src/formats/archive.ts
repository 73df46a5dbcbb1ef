import type { OpenOptions, TensorFile } from './tensorFile.js';

/** A file of several tensors: an `.npz`, or a checkpoint. Only its directory has been read. */
export interface TensorArchive {
  readonly name: string;
  /** `.npz archive`, `safetensors checkpoint`, `PyTorch checkpoint` */
  readonly kind: string;
  /** In the order of the file. Names are unique; slashes and dots in them are the writer's own. */
  readonly members: readonly TensorMember[];
  /** What else the file says of itself, such as the framework that wrote it. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** @throws FormatError where there is no such member, or it is refused. */
  open(member: string, options?: OpenOptions): Promise<TensorFile>;
}

export interface TensorMember {
  readonly name: string;
  /** Absent where the directory does not tell: then `open` does, which reads the member's header. */
  readonly shape?: readonly number[];
  /** As NumPy spells it, or as the file does where NumPy has none. */
  readonly dtype?: string;
  /** What the file's own description calls it, where its name is a number: `bn1/moving_mean`. */
  readonly alias?: string;
  /** Bytes that the member takes in the file. */
  readonly bytes: number;
}

/** How a member is named where a file is named: in errors and titles. */
export function memberName(file: string, member: string): string {
  return `${file}/${member}`;
}
