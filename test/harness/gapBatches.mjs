// The tensors of the Gap page's pictures: 24 train batches and one for eval, [64, 48, 6, 6] float32, from a fixed seed. Every cause
// is alone in some channels: 29 and 6 start far away, 37, 12 and 21 drift, 27 and 2 have an outlier in pass 20, the batches of 40 are
// not alike, and val.npy is as after dropout in 19, 4, 8 and 33.

export const gapShape = [64, 48, 6, 6];
export const gapNames = [
  ...Array.from({ length: 24 }, (_, pass) => `step_${String(pass).padStart(2, '0')}.npy`),
  'held_out.npy',
];
const [samples, channels, height, width] = gapShape;

/** Mean and σ of a channel in a batch. */
function spreadOf(channel, pass, base, random) {
  const isEval = pass === 24;
  const at = Math.min(pass, 23);
  switch (channel) {
    case 29:
      return { mean: 60, sigma: 1 };
    case 6:
      return { mean: 0.01, sigma: 0.02 };
    case 37:
      return { mean: 1.2 + 0.055 * (at - 12), sigma: pass === 19 ? 2.2 : 0.8 };
    case 12:
    case 21:
      return { mean: base.mean - (channel === 12 ? 0.06 : -0.03) * at, sigma: 1 };
    case 27:
    case 2:
      return { mean: base.mean + (pass === 19 ? (channel === 27 ? 7 : -4.5) : 0), sigma: base.sigma };
    case 40:
      return { mean: base.mean + (isEval ? 0 : 0.9 * random.normal()), sigma: isEval ? 1.5 : 1 };
    case 19:
    case 4:
    case 8:
    case 33:
      return {
        mean: base.mean + (isEval ? (channel === 19 ? -0.6 : 0.45) : 0),
        sigma: base.sigma * (isEval ? 0.82 : 1),
      };
    default:
      return base;
  }
}

/** One batch as values in C order. */
export function gapValues(pass, generator) {
  const layer = generator(11);
  const bases = Array.from({ length: channels }, () => ({
    mean: 0.4 * layer.normal(),
    sigma: 0.7 + 0.6 * layer.uniform(),
  }));
  const random = generator(3000 + pass);
  const values = new Float32Array(samples * channels * height * width);
  const spreads = bases.map((base, channel) => {
    const { mean, sigma } = spreadOf(channel, pass, base, random);
    return { mean: mean + sigma * 0.05 * random.normal(), sigma };
  });
  for (let at = 0; at < values.length; at++) {
    const { mean, sigma } = spreads[Math.floor(at / (height * width)) % channels];
    values[at] = mean + sigma * random.normal();
  }
  return values;
}

export const gapProgram = {
  convention: 'pytorch',
  steps: gapNames.map((name) => (name === 'held_out.npy' ? { eval: name } : { train: name })),
};
