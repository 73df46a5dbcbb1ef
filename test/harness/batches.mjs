// The tensors of the panel's pictures: 12 train batches and one for eval, [64, 48, 14, 14] float32, from a fixed seed.
// Channel 5 is constant, 22 holds one NaN in pass 7, 29 has mean 12,000, 37 drifts from pass 9; the others are ordinary.
import { zipSync } from 'fflate';
import { gapNames, gapProgram, gapShape, gapValues } from './gapBatches.mjs';

const shape = [64, 48, 14, 14];
const [samples, channels, height, width] = shape;
const plane = height * width;

/** mulberry32: small, seeded, the same everywhere. */
function generator(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Mean and σ of a channel in a pass (from 0). */
function spreadOf(channel, pass, base) {
  if (channel === 29) return { mean: 12003, sigma: 0.96 };
  if (channel === 37)
    return { mean: 0.15 + 0.02 * pass + (pass >= 8 ? 0.7 * (pass - 7) : 0), sigma: 1.12 + 0.01 * pass };
  return { mean: base.mean * (1 - 0.02 * pass), sigma: base.sigma };
}

/** A field that is smooth within a sample, σ about 1: eight by eight random corners, interpolated, and some noise. */
function field(random, out, at) {
  const corners = Array.from({ length: 36 }, () => random.normal());
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y, x] = [(row / height) * 4.5, (column / width) * 4.5];
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [down, right] = [y - top, x - left];
      const corner = (dy, dx) => corners[(top + dy) * 6 + left + dx];
      const smooth =
        corner(0, 0) * (1 - down) * (1 - right) +
        corner(0, 1) * (1 - down) * right +
        corner(1, 0) * down * (1 - right) +
        corner(1, 1) * down * right;
      out[at++] = 1.15 * smooth + 0.6 * random.normal();
    }
  }
}

/** One batch as values in C order. */
export function batchValues(pass) {
  const layer = generator(5);
  const bases = Array.from({ length: channels }, () => ({
    mean: 0.55 * layer.normal() - 0.12,
    sigma: 0.6 + layer.uniform(),
  }));
  const random = generator(1000 + pass);
  const values = new Float32Array(samples * channels * plane);
  const jitter = Array.from({ length: channels }, () => 0.04 * random.normal());
  for (let sample = 0; sample < samples; sample++) {
    for (let channel = 0; channel < channels; channel++) {
      const at = (sample * channels + channel) * plane;
      if (channel === 5) {
        values.fill(-0.42, at, at + plane);
        continue;
      }
      const { mean, sigma } = spreadOf(channel, pass, bases[channel]);
      field(random, values, at);
      for (let i = at; i < at + plane; i++) {
        // A gentle skew, as activations have.
        const skewed = values[i] + 0.18 * (values[i] * values[i] - 1);
        values[i] = mean + sigma * (skewed + jitter[channel]);
      }
    }
  }
  if (pass === 6) values[((41 * channels + 22) * height + 3) * width + 9] = NaN;
  return values;
}

/** A float32 `.npy` file. */
export function npy(dims, values) {
  const literal = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims.join(', ')}${dims.length === 1 ? ',' : ''}), }`;
  const header = literal.padEnd(Math.ceil((literal.length + 11) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + header.length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(Buffer.from(header, 'latin1'), 10);
  bytes.set(new Uint8Array(values.buffer), 10 + header.length);
  return bytes;
}

export const batchNames = [
  ...Array.from({ length: 12 }, (_, pass) => `batch_${String(pass).padStart(3, '0')}.npy`),
  'val.npy',
];

/** The layer's γ and β, ordinary ones. */
export function affine() {
  const random = generator(77);
  const gamma = Float32Array.from({ length: channels }, () => 0.95 + 0.2 * random.normal());
  const beta = Float32Array.from({ length: channels }, () => 0.16 * random.normal());
  return { gamma, beta };
}

/** Contents of a file of the harness by its name; null where there is none. */
export function fileNamed(name) {
  const pass = batchNames.indexOf(name);
  if (pass >= 0) return npy(shape, batchValues(pass));
  if (gapNames.includes(name)) return npy(gapShape, gapValues(gapNames.indexOf(name), generator));
  if (name === 'gap.bn.json') return Buffer.from(JSON.stringify(gapProgram));
  if (name === 'acts.npy') return npy(shape, batchValues(0));
  if (name === 'gamma.npy') return npy([channels], affine().gamma);
  if (name === 'beta.npy') return npy([channels], affine().beta);
  if (name === 'acts.npz') return archive();
  if (name === 'checkpoint.safetensors') return checkpoint();
  if (name === 'broken.npy') {
    const bytes = npy(shape, batchValues(0)).slice(0, 4096);
    return bytes.fill(0x33, 23, 24);
  }
  if (name === 'many.npy') {
    const random = generator(4);
    return npy(
      [3000, 4, 3, 3],
      Float32Array.from({ length: 3000 * 36 }, (_, i) => random.normal() + i / 40000),
    );
  }
  if (name === 'wide.npy') {
    const random = generator(3);
    return npy(
      [16, 65536],
      Float32Array.from({ length: 16 * 65536 }, (_, i) => random.normal() + ((i % 65536) % 97) / 40),
    );
  }
  if (name in convolution) {
    const random = generator(21);
    const size = convolution[name].reduce((product, length) => product * length, 1);
    return npy(
      convolution[name],
      Float32Array.from({ length: size }, () => 0.06 * random.normal() + (name === 'conv.bias.npy' ? 1.6 : 0)),
    );
  }
  if (name in layouts) return npy(layouts[name].shape, layeredValues(layouts[name]));
  if (name === 'pictures.bn.json') return Buffer.from(JSON.stringify(program));
  if (name === 'linear.npy') {
    const random = generator(6);
    return npy(
      [256, 12],
      Float32Array.from({ length: 256 * 12 }, (_, i) => random.normal() * (1 + (i % 12) / 6)),
    );
  }
  if (name === 'linear.bn.json') return Buffer.from(JSON.stringify(linear));
  if (name.startsWith('check')) return checkedFile(name);
  if (name === 'emulated.bn.json') return Buffer.from(JSON.stringify(emulated));
  return null;
}

/** Activations of two layers, one of them, complex numbers, objects; as np.savez writes them. */
function archive() {
  const random = generator(9);
  const floats = (count, scale = 1) => Float32Array.from({ length: count }, () => scale * random.normal());
  const squares = (count) => floats(count).map((value) => 0.2 + value * value);
  const described = (descr, dims, bytes) => {
    const file = npy(dims, new Uint8Array(bytes));
    return Buffer.from(
      Buffer.from(file)
        .toString('latin1')
        .replace(/'<f4'/, descr)
        .replace(/ {2,}\n/, (pad) => pad.slice(descr.length - 5)),
      'latin1',
    );
  };
  const members = {
    'conv1/x': npy([32, 8, 7, 7], floats(32 * 8 * 49)),
    'conv1/y_expected': npy([32, 8, 7, 7], floats(32 * 8 * 49)),
    'conv2/x': npy([32, 16, 4, 4], floats(32 * 256)),
    'model.bn1.weight': npy([8], squares(8)),
    'model.bn1.bias': npy([8], floats(8, 0.1)),
    'model.bn1.running_mean': npy([8], floats(8, 0.5)),
    'model.bn1.running_var': npy([8], squares(8)),
    'model.bn2.weight': npy([16], squares(16)),
    'model.bn2.running_mean': npy([16], squares(16)),
    'model.bn2.running_var': npy([16], floats(16)),
    spectrum: described("'<c8'", [32, 8], 32 * 8 * 8),
    labels: described("'|O' ", [4], 32),
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(members).map(([name, bytes]) => [`${name}.npy`, bytes])), { level: 0 }),
  );
}

/** The tensors of a ResNet of 150 layers: 3,000 names and shapes. */
function checkpoint() {
  const tensors = { __metadata__: { format: 'pt' } };
  let at = 0;
  const add = (name, dtype, dims, size) => {
    tensors[name] = { dtype, shape: dims, data_offsets: [at, at + size] };
    at += size;
  };
  for (let layer = 0; layer < 500; layer++) {
    const prefix = `model.layer${1 + Math.floor(layer / 125)}.${layer % 125}`;
    const width = 4 * (1 + Math.floor(layer / 125));
    add(`${prefix}.conv.weight`, 'F32', [width, 4, 1, 1], width * 16);
    for (const part of ['weight', 'bias', 'running_mean', 'running_var'])
      add(`${prefix}.bn.${part}`, 'F32', [width], width * 4);
    add(`${prefix}.bn.num_batches_tracked`, 'I64', [], 8);
  }
  const header = Buffer.from(JSON.stringify(tensors));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const floats = new Float32Array(Math.ceil(at / 4)).map((_, i) => ((i * 7) % 11) / 11);
  return Buffer.concat([length, header, Buffer.from(floats.buffer, 0, at)]);
}

/** [32, 24, 7, 7] with variances from 1e-4 to 3, and what Keras 3 makes of them with momentum 0.9. */
const checked = { shape: [32, 24, 7, 7], train: 4, eps: 1e-3, keep: 0.9 };

function checkedBatch(pass) {
  const random = generator(40 + pass);
  const [, width] = checked.shape;
  const inner = 49;
  return Float32Array.from({ length: 32 * width * inner }, (_, i) => {
    const channel = Math.floor(i / inner) % width;
    const variance = 10 ** (-4 + (4.5 * channel) / (width - 1));
    return Math.sin(channel) / 40 + 0.004 * pass + Math.sqrt(variance) * random.normal();
  });
}

function checkedAffine() {
  const random = generator(41);
  const [, width] = checked.shape;
  const gamma = Float32Array.from({ length: width }, () => 1 + 0.2 * random.normal());
  return { gamma, beta: Float32Array.from({ length: width }, () => 0.1 * random.normal()) };
}

/** Outputs of all passes by Keras's rules. */
function checkedOutputs() {
  const [samples, width] = checked.shape;
  const { gamma, beta } = checkedAffine();
  const count = samples * 49;
  const running = { mean: new Float64Array(width), variance: new Float64Array(width).fill(1) };
  return Array.from({ length: checked.train + 1 }, (_, pass) => {
    const x = checkedBatch(pass);
    const y = new Float32Array(x.length);
    for (let channel = 0; channel < width; channel++) {
      const at = (i) => (Math.floor(i / 49) * width + channel) * 49 + (i % 49);
      let [sum, squares] = [0, 0];
      for (let i = 0; i < count; i++) sum += x[at(i)];
      for (let i = 0; i < count; i++) squares += (x[at(i)] - sum / count) ** 2;
      const isTrain = pass < checked.train;
      const [mean, variance] = isTrain
        ? [sum / count, squares / count]
        : [running.mean[channel], running.variance[channel]];
      const scale = gamma[channel] / Math.sqrt(variance + checked.eps);
      for (let i = 0; i < count; i++) y[at(i)] = (x[at(i)] - mean) * scale + beta[channel];
      if (!isTrain) continue;
      running.mean[channel] = checked.keep * running.mean[channel] + (1 - checked.keep) * mean;
      running.variance[channel] = checked.keep * running.variance[channel] + (1 - checked.keep) * variance;
    }
    return y;
  });
}

let outputs = null;

function checkedFile(name) {
  const [, kind, pass] = /^check(\w+?)_?(\d*)\./.exec(name) ?? [];
  if (kind === 'X') return npy(checked.shape, checkedBatch(Number(pass)));
  if (kind === 'Y') return npy(checked.shape, (outputs ??= checkedOutputs())[Number(pass)]);
  if (kind === 'Gamma') return npy([24], checkedAffine().gamma);
  if (kind === 'Beta') return npy([24], checkedAffine().beta);
  const step = (at) => ({ [at < checked.train ? 'train' : 'eval']: `checkX_${at}.npy` });
  const steps = (expect) => Array.from({ length: checked.train + 1 }, (_, at) => ({ ...step(at), ...expect(at) }));
  const base = { convention: 'pytorch', channelAxis: 1, state: { gamma: 'checkGamma.npy', beta: 'checkBeta.npy' } };
  const own = { convention: { base: 'keras', momentum: 0.9 }, channelAxis: 1, state: base.state };
  const tolerated = (at) => ({ expect: `checkY_${at}.npy`, atol: 1e-6 });
  const programs = {
    Off: { ...base, steps: steps(tolerated) },
    Agrees: { ...own, steps: steps(tolerated) },
    Nothing: { ...base, steps: steps(() => ({})) },
    Shape: { ...base, steps: steps((at) => (at === 1 ? { expect: 'checkBeta.npy' } : tolerated(at))) },
    Twisted: {
      ...base,
      state: { gamma: 'checkBeta.npy', beta: 'checkGamma.npy' },
      steps: steps(tolerated),
    },
  };
  return kind in programs ? Buffer.from(JSON.stringify(programs[kind])) : null;
}

const program = {
  convention: 'pytorch',
  state: { gamma: 'gamma.npy', beta: 'beta.npy' },
  steps: batchNames.map((name) => (name === 'val.npy' ? { eval: name } : { train: name })),
};

/** Channel 29, whose mean is 12,500 σ, is what E[x²] − E[x]² in float32 makes of it. */
const emulated = { ...program, convention: 'labml', emulate: { arithmetic: 'float32', state: 'float16' } };

/** Tensors of every rank, and where their channels are: each channel has a mean of its own. */
const layouts = {
  'rank2.npy': { shape: [64, 48], axis: 1 },
  'rank3.npy': { shape: [32, 24, 40], axis: 2 },
  'rank4.npy': { shape: [16, 12, 12, 32], axis: 3 },
  'rank5.npy': { shape: [8, 16, 6, 10, 12], axis: 1 },
  'steps.npy': { shape: [5, 16, 12, 8, 8], axis: 2 },
  'rank6.npy': { shape: [3, 8, 6, 5, 7, 16], axis: 5 },
};

function layeredValues({ shape, axis }) {
  const random = generator(shape.length);
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const means = Array.from({ length: shape[axis] }, () => random.normal());
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, (_, i) => random.normal() + means[Math.floor(i / inner) % shape[axis]]);
}

/** The convolution before, and what it was given. */
const convolution = {
  'conv.weight.npy': [48, 32, 3, 3],
  'conv.bias.npy': [48],
  'conv_in.npy': [64, 32, 14, 14],
};

/** Document 002: a Linear takes the place of γ and β. */
const linear = { convention: 'linear-projection', channelAxis: -1, steps: [{ train: 'linear.npy', batchSize: 64 }] };

/** What the harness's folder lists. */
export const fileNames = [
  ...batchNames,
  ...gapNames,
  'gap.bn.json',
  'acts.npy',
  'gamma.npy',
  'beta.npy',
  'conv.weight.npy',
  'conv.bias.npy',
  'conv_in.npy',
  'broken.npy',
  'acts.npz',
  'checkpoint.safetensors',
  'many.npy',
  'wide.npy',
  'pictures.bn.json',
  'emulated.bn.json',
  'linear.npy',
  'linear.bn.json',
];
