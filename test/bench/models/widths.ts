import type { Width } from './writeRecording.js';

/** The BatchNorm layers of torchvision's ResNet-50, in the order in which they are called: 53, of 26,560 channels. */
export function resNet50(): readonly Width[] {
  const stages = [
    { blocks: 3, inner: 64 },
    { blocks: 4, inner: 128 },
    { blocks: 6, inner: 256 },
    { blocks: 3, inner: 512 },
  ];
  const blocks = stages.flatMap(({ blocks: length, inner }, stage) =>
    Array.from({ length }, (_, block): readonly Width[] => {
      const named = (name: string, channels: number): Width => ({
        name: `layer${stage + 1}.${block}.${name}`,
        channels,
      });
      const own = [named('bn1', inner), named('bn2', inner), named('bn3', 4 * inner)];
      return block === 0 ? [...own, named('downsample.1', 4 * inner)] : own;
    }),
  );
  return [{ name: 'bn1', channels: 64 }, ...blocks.flat()];
}
