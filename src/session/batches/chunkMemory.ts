import { fastestKernels, type Values } from '../../engine/index.js';

/** As large as chunks are, so that one piece of memory serves all files. */
const BYTES = 4 * 2 ** 20;

interface Memory {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

const free: Memory[] = [];

/** Memory that kernels use in place, lent for as long as `use` takes; it is used again afterwards. */
export async function withChunkMemory<T>(
  use: (allocate: (type: 'float32' | 'float64', count: number) => Values) => Promise<T>,
): Promise<T> {
  const memory = free.pop() ?? newMemory();
  try {
    return await use((type, count) => {
      const whole = memory[type];
      if (count <= whole.length) return whole.subarray(0, count);
      return type === 'float32' ? new Float32Array(count) : new Float64Array(count);
    });
  } finally {
    free.push(memory);
  }
}

function newMemory(): Memory {
  const float64 = fastestKernels()
    .arena(BYTES)
    .float64(BYTES / 8);
  return { float64, float32: new Float32Array(float64.buffer, float64.byteOffset, BYTES / 4) };
}
