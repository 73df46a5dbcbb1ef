import { startPeer, type Peer } from './peer.js';

/** Does one round of each line's work, and says how long it took. */
const rounds = `
for line in sys.stdin:
    operation, shape, dtype = line.split()
    try:
        make(shape, dtype)
        start = time.perf_counter()
        work[operation]()
        print(time.perf_counter() - start, flush=True)
    except Exception:
        print("none", flush=True)
`;

/**
 * Memory that is freed is kept, and used again in the next round: otherwise glibc asks the system for fresh pages every
 * time, and what is measured is the system that clears them.
 */
export const warmMemory = { MALLOC_MMAP_THRESHOLD_: String(2 ** 40), MALLOC_TRIM_THRESHOLD_: String(2 ** 40) };

/** Debian's, the one that has python3-torch and python3-numpy. */
export const debianPython = '/usr/bin/python3';

/**
 * A process of its own.
 * @param program prints its version, and defines `make`, which makes the input of a shape and dtype where it is not the
 *   last one's, and `work`, a function for each operation
 */
export function startPythonPeer(name: string, program: string, words: readonly string[] = []): Promise<Peer> {
  return startPeer({
    name,
    command: debianPython,
    words: ['-c', `import sys, time${program}${rounds}`, ...words],
    env: warmMemory,
  });
}
