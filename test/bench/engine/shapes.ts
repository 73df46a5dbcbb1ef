/** Fully connected and convolutional layers, small enough for a cache and far too large for one. */
export const shapes: readonly (readonly number[])[] = [
  [256, 1024],
  [8192, 512],
  [32, 64, 112, 112],
  [64, 256, 56, 56],
];

export const dtypes = ['float32', 'float16'] as const;
export type BenchDType = (typeof dtypes)[number];

export const operations = ['moments', 'train', 'eval', 'backward', 'histogram'] as const;
export type Operation = (typeof operations)[number];

/** As torch.histc is asked for them. */
export const histogram = { bins: 40, low: -1, high: 1.5 } as const;

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
