import {
  calls,
  passesTold,
  statistics,
  type PassTold,
  type Process,
} from '../unit/session/recordings/recordedLayer.js';

const stages: readonly (readonly [name: string, channels: number])[] = [
  ['bn1', 16],
  ...[0, 1, 2].flatMap((block) => [1, 2].map((at) => [`layer1.${block}.bn${at}`, 16] as const)),
  ...[0, 1, 2].flatMap((block) => [1, 2].map((at) => [`layer2.${block}.bn${at}`, 32] as const)),
  ['layer2.0.downsample.1', 32],
  ...[0, 1, 2].flatMap((block) => [1, 2].map((at) => [`layer3.${block}.bn${at}`, 64] as const)),
  ['layer3.0.downsample.1', 64],
];
const broken = stages.findIndex(([name]) => name === 'layer2.1.bn1');
const rhythm = calls(120, 20);
const brokenFrom = rhythm.findIndex(({ step }) => step === 83);

/** What happens in each layer: one is always in eval mode, from step 83 on values are not finite in one, and behind it. */
function processOf(layer: number): Process {
  const [, channels] = stages[layer];
  const wobble = (pass: number, channel: number) => 0.05 * Math.sin(pass / 9 + channel + layer);
  return {
    channels,
    seed: layer + 1,
    place: (pass, _, channel) => [wobble(pass, channel) + (layer === 0 ? 0.6 : 0), 1],
    ...(layer === 0 && { updates: () => 0 }),
    ...(layer >= broken && { nonFinite: (pass: number) => (pass >= brokenFrom ? 1 : 0) }),
  };
}

const fileOf = (name: string) => `${name}_stats_0.npz`;

/** The files of two recordings, `model.bn.json` and one without findings; a third is empty. */
export function recordingFiles(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (name: string, value: unknown) => files.set(name, Buffer.from(JSON.stringify(value)));
  const write = (name: string, passes: readonly PassTold[]) => {
    files.set(fileOf(name), statistics(passes));
    text(`${name}.bn.json`, {
      convention: 'pytorch',
      channelAxis: 1,
      steps: [{ recorded: fileOf(name) }],
    });
  };
  stages.forEach(([name], layer) => write(name, passesTold(rhythm, processOf(layer))));
  text('model.bn.json', {
    layers: [
      ...stages.map(([name]) => ({ name, program: `${name}.bn.json` })),
      { name: 'head.bn', program: 'head.bn.bn.json' },
    ],
  });
  const few = ['stem.bn', 'head.bn1', 'head.bn2'];
  few.forEach((name, layer) => write(name, passesTold(calls(6, 3), { seed: layer + 50, channels: 4, momentum: 1 })));
  text('few.bn.json', { layers: few.map((name) => ({ name, program: `${name}.bn.json` })) });
  const many = Array.from({ length: 53 }, (_, at) =>
    [`layer${Math.floor(at / 13) + 1}`, Math.floor(at / 3) % 5, `bn${(at % 3) + 1}`].join('.'),
  );
  many.forEach((name, layer) =>
    write(
      `m.${name}.${layer}`,
      passesTold(calls(400, 50), {
        ...{ seed: layer + 100, channels: 8 },
        ...(layer === 20 && { place: (_: number, mode: 'train' | 'eval') => [mode === 'eval' ? 1.4 : 0, 1] as const }),
      }),
    ),
  );
  text('many.bn.json', {
    layers: many.map((name, layer) => ({ name: `${name}.${layer}`, program: `m.${name}.${layer}.bn.json` })),
  });
  text('none.bn.json', { layers: [{ name: 'gone.bn', program: 'gone.bn.json' }] });
  return files;
}
