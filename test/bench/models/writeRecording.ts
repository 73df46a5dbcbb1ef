import { zipSync, type Zippable } from 'fflate';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npy } from '../../integration/support/npy.js';
import { integers } from '../../unit/session/recordings/recordedLayer.js';

/** Passes in a statistics file, as the recorder writes them. */
const perFile = 256;
/** Values per channel, and the input that they are of, [samples, channels, side, side]. */
const [samples, side] = [32, 8];
const count = samples * side * side;
/** After so many train passes comes an eval pass. */
const evalEvery = 100;
const [momentum, eps] = [0.1, 1e-5];

/** A layer that is to be written. */
export interface Width {
  readonly name: string;
  readonly channels: number;
}

/**
 * A recording of a healthy training, all members of every pass, stored as `np.savez` does: a layer's programs and statistics
 * files in `folder`.
 * @returns the path of its `model.bn.json`
 */
export async function writeRecording(folder: string, layers: readonly Width[], passes: number): Promise<string> {
  for (const [at, layer] of layers.entries()) await writeLayer(folder, layer, passes, at + 1);
  const model = join(folder, 'model.bn.json');
  const listed = layers.map(({ name }) => ({ name, program: `${name}.bn.json` }));
  await writeFile(model, JSON.stringify({ layers: listed }));
  return model;
}

/** Bytes of it, nearly. */
export function bytesOfRecording(layers: readonly Width[], passes: number): number {
  const channels = layers.reduce((sum, layer) => sum + layer.channels, 0);
  return channels * passes * 8 * 11;
}

async function writeLayer(folder: string, { name, channels }: Width, passes: number, seed: number): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  const steps = [{ recorded: `${name}/stats_*.npz` }];
  const program = { convention: { base: 'pytorch', eps, momentum }, channelAxis: 1, steps };
  await writeFile(join(folder, `${name}.bn.json`), JSON.stringify(program));
  const process = new Training(channels, seed);
  for (let first = 0, file = 0; first < passes; first += perFile, file++) {
    const members = process.members(first, Math.min(perFile, passes - first));
    const path = join(folder, name, `stats_${String(file).padStart(6, '0')}.npz`);
    await writeFile(path, zipSync(members));
  }
}

/** Running values as PyTorch keeps them, of batches that are alike. */
class Training {
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;
  readonly #random: () => number;
  #tracked = 0;

  constructor(
    private readonly channels: number,
    seed: number,
  ) {
    this.#mean = new Float64Array(channels);
    this.#variance = new Float64Array(channels).fill(1);
    this.#random = noiseFrom(seed);
  }

  members(first: number, passes: number): Zippable {
    const { channels } = this;
    const [modes, tracked] = [new Uint8Array(passes), new BigInt64Array(passes)];
    const column = () => new Float64Array(passes * channels);
    const table = {
      mean: column(),
      var: column(),
      min: column(),
      max: column(),
      running_mean: column(),
      running_var: column(),
      running_mean_before: column(),
      running_var_before: column(),
      weight: column(),
      bias: column(),
    };
    for (let pass = 0; pass < passes; pass++) {
      const isTrain = (first + pass + 1) % evalEvery !== 0;
      modes[pass] = isTrain ? 1 : 0;
      if (isTrain) this.#tracked += 1;
      tracked[pass] = BigInt(this.#tracked);
      for (let channel = 0, at = pass * channels; channel < channels; channel++, at++) {
        const sigma = 0.5 + (channel % 7) / 4;
        const mean = (channel % 5) / 4 - 0.5 + (this.#random() * sigma) / Math.sqrt(count);
        const variance = (sigma * (1 + this.#random() / Math.sqrt(2 * count))) ** 2;
        table.mean[at] = mean;
        table.var[at] = variance;
        table.min[at] = mean - 3 * sigma;
        table.max[at] = mean + 3 * sigma;
        table.running_mean_before[at] = this.#mean[channel];
        table.running_var_before[at] = this.#variance[channel];
        if (isTrain) {
          const unbiased = (variance * count) / (count - 1);
          this.#mean[channel] = Math.fround((1 - momentum) * this.#mean[channel] + momentum * mean);
          this.#variance[channel] = Math.fround((1 - momentum) * this.#variance[channel] + momentum * unbiased);
        }
        table.running_mean[at] = this.#mean[channel];
        table.running_var[at] = this.#variance[channel];
        table.weight[at] = 1 + this.#tracked / 1e4;
        table.bias[at] = this.#tracked / 1e4;
      }
    }
    const all = Array.from({ length: passes }, (_, pass) => first + pass);
    const perPass = (of: (pass: number) => number) => BigInt64Array.from(all, (pass) => BigInt(of(pass)));
    const shapes = BigInt64Array.from(all.flatMap(() => [samples, channels, side, side].map(BigInt)));
    const files: Record<string, Uint8Array> = {
      mode: integers('|u1', [passes], modes),
      step: integers(
        '<i8',
        [passes],
        perPass((pass) => pass),
      ),
      count: integers(
        '<i8',
        [passes],
        perPass(() => count),
      ),
      shape: integers('<i8', [passes, 4], shapes),
      non_finite: integers('<i8', [passes, channels], new BigInt64Array(passes * channels)),
      num_batches_tracked: integers('<i8', [passes], tracked),
    };
    for (const [name, values] of Object.entries(table)) files[name] = npy([passes, channels], values);
    return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.npy`, [bytes, { level: 0 }]]));
  }
}

/** Nearly normal, mean 0 and variance 1, the same for the same seed: the sum of four uniform numbers. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}
