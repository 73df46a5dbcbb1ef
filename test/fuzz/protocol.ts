/** What a thread of the fuzzer is to do. */
export interface ThreadTask {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  /** Mutations of all threads together. */
  readonly runs: number;
  /** Files of each structure in every round. */
  readonly structures: number;
  /** When to stop, as Date.now() says. */
  readonly until: number;
  readonly shared: SharedArrayBuffer;
}

export interface Counts {
  read: number;
  refused: number;
  found: number;
}

/** What has been done since the last message. */
export interface Progress {
  readonly kind: 'progress';
  cases: number;
  /** The largest shares of the time and of the memory that a case may take. */
  time: number;
  memory: number;
  readonly targets: Record<string, Counts>;
}

/** Bytes with which a reader does what it must not do. */
export interface Finding {
  readonly kind: 'finding';
  readonly target: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How they were made. */
  readonly origin: string;
  readonly problem: string;
}

const headerBytes = 16;
/** Longer files than a mutation makes; of what is longer still, the beginning. */
const mostBytes = 2 ** 16;
export const sharedBytes = headerBytes + mostBytes;

/** What a thread is at, so that it can be told when it hangs or breaks down: how many cases, target, bytes. */
export function currentCase(shared: SharedArrayBuffer) {
  const [count, target, length] = [0, 1, 2];
  const header = new Int32Array(shared, 0, headerBytes / 4);
  const held = new Uint8Array(shared, headerBytes);
  return {
    set: (targetIndex: number, bytes: Uint8Array) => {
      const written = bytes.subarray(0, mostBytes);
      held.set(written);
      header[target] = targetIndex;
      header[length] = written.length;
      Atomics.add(header, count, 1);
    },
    count: () => Atomics.load(header, count),
    targetIndex: () => header[target],
    bytes: () => held.slice(0, header[length]),
  };
}
