import { safetensors } from '../integration/support/archives.js';

const stages: readonly (readonly [name: string, channels: number])[] = [
  ['bn1', 16],
  ...[16, 32, 64].flatMap((channels, stage) =>
    [0, 1, 2].flatMap((block) => [
      ...[1, 2].map((at) => [`layer${stage + 1}.${block}.bn${at}`, channels] as const),
      ...(stage > 0 && block === 0 ? [[`layer${stage + 1}.0.downsample.1`, channels] as const] : []),
    ]),
  ),
];

/** The same every time: a number from 0 to 1 for each place. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return value - Math.floor(value);
}

type Tensors = Record<string, readonly [shape: readonly number[], values: Float32Array]>;

/**
 * A checkpoint of a network whose layers are sick, as `panel/checkpoint.png` has them: a negative variance, one that never was
 * updated, a frozen one that moved, a channel without spread, dead ones.
 */
function checkpoint(step: number): Tensors {
  const tensors: Tensors = {};
  stages.forEach(([name, channels], layer) => {
    const isFrozen = name === 'layer1.0.bn2';
    const isNeverUpdated = name === 'layer3.2.bn1';
    const of = (kind: number, make: (random: number, drift: number, channel: number) => number) =>
      Float32Array.from({ length: channels }, (_, channel) => {
        const seed = layer * 1000 + channel * 7 + kind * 131 + 1;
        return make(noise(seed), ((noise(seed + 0.5) - 0.5) * step) / 200, channel);
      });
    const width = 0.4 + 2.2 * noise(layer + 0.3);
    const gamma = of(0, (random, drift) => 0.8 + 0.3 * random + (isFrozen ? 0 : 0.3 * drift));
    const beta = of(1, (random, drift) => 0.1 * (random - 0.5) + (isFrozen ? 0 : 0.1 * drift));
    const mean = of(2, (random, drift) => 2 * (random - 0.5) + 2 * drift);
    const variance = of(3, (random, drift) => width * width * Math.exp(1.2 * (random - 0.5) + 1.4 * drift));
    if (isNeverUpdated) {
      mean.fill(0);
      variance.fill(1);
    }
    if (name === 'layer3.0.downsample.1' && step > 100) variance[20] = -4;
    if (name === 'layer2.2.bn2') {
      mean[19] = 0;
      variance[19] = step > 100 ? 9e-10 : 2e-3;
    }
    if (name === 'layer3.1.bn1' && step > 100) gamma.fill(9.8e-6, 40, 48);
    const each: readonly (readonly [string, Float32Array])[] = [
      ['weight', gamma],
      ['bias', beta],
      ['running_mean', mean],
      ['running_var', variance],
    ];
    tensors[`${name.replace('bn', 'conv')}.weight`] = [[channels, 3, 3, 3], new Float32Array(channels * 27)];
    for (const [part, values] of each) tensors[`${name}.${part}`] = [[channels], values];
    tensors[`${name}.num_batches_tracked`] = [[], Float32Array.of(isNeverUpdated ? 0 : step)];
  });
  return tensors;
}

/** Two checkpoints of one model, one of a part of it, and one of very many layers. */
export function checkpointFiles(): Map<string, Uint8Array> {
  const [old, now] = [checkpoint(60), checkpoint(200)];
  const isInPart = (name: string) => !name.startsWith('layer3.2') && !name.startsWith('bn1');
  const part = Object.fromEntries(Object.entries(old).filter(([name]) => isInPart(name)));
  const extra: Tensors = {
    ...part,
    'head.bn.running_mean': [[4], new Float32Array(4)],
    'head.bn.running_var': [[4], new Float32Array(4).fill(1)],
  };
  const many: Tensors = {};
  for (let layer = 0; layer < 3000; layer++) {
    const values = (from: number) => Float32Array.from({ length: 4 }, (_, at) => from + noise(layer * 4 + at));
    many[`blocks.${layer}.bn.weight`] = [[4], values(0.5)];
    many[`blocks.${layer}.bn.running_mean`] = [[4], values(-0.5)];
    many[`blocks.${layer}.bn.running_var`] = [[4], values(0.1)];
  }
  return new Map([
    ['step_060.safetensors', safetensors(old)],
    ['step_200.safetensors', safetensors(now)],
    ['part.safetensors', safetensors(extra)],
    ['thousands.safetensors', safetensors(many)],
  ]);
}
