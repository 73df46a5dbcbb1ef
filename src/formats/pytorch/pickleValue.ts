/**
 * What a pickle describes, as data. Classes and functions are names here, never looked up; what would call them is kept
 * as it is written.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  // Lists, tuples and sets alike.
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickledName
  | PickledObject
  | PersistentId;

/** A class or a function by its name, such as `torch._utils._rebuild_tensor_v2`. */
export class PickledName {
  constructor(readonly name: string) {}
}

/** What calling `callee` would have made, and what would have been done to it then. */
export class PickledObject {
  state: PickleValue = null;
  readonly items: PickleValue[] = [];
  readonly entries = new Map<PickleValue, PickleValue>();

  constructor(
    readonly callee: PickleValue,
    readonly args: readonly PickleValue[],
  ) {}

  /** Name of the class or function; empty where that is an object itself. */
  get name(): string {
    return this.callee instanceof PickledName ? this.callee.name : '';
  }
}

/** What is not in the pickle but beside it: a storage. */
export class PersistentId {
  constructor(readonly id: PickleValue) {}
}
