// TensorFlow.js on WebAssembly as a peer (test/bench/peer.ts): `node tfjsPeer.mjs THREADS`.
// It normalizes channels-last tensors only, so that is what it is given: the same sizes with axis 1 moved to the end.
import { createRequire } from 'node:module';
import { answerRounds, randomValues } from './answerRounds.mjs';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-core');
const wasm = require('@tensorflow/tfjs-backend-wasm');

const eps = 1e-5;
wasm.setThreadsCount(Number(process.argv[2]));
await tf.setBackend('wasm');

const work = {
  moments: (x, axes) => tf.moments(x, axes),
  eval: (x, _axes, { mean, variance, gamma, beta }) => tf.batchNorm(x, mean, variance, beta, gamma, eps),
  train: (x, axes, { gamma, beta }) => {
    const { mean, variance } = tf.moments(x, axes);
    return tf.batchNorm(x, mean, variance, beta, gamma, eps);
  },
};

async function prepare(operation, [samples, channels, ...rest], dtype) {
  if (dtype !== 'float32') throw new Error(`tfjs has no ${dtype}`);
  const run = work[operation];
  const sizes = [samples, ...rest, channels];
  const x = tf.tensor(randomValues(sizes, dtype), sizes);
  const layer = {
    mean: tf.zeros([channels]),
    variance: tf.ones([channels]),
    gamma: tf.ones([channels]),
    beta: tf.zeros([channels]),
  };
  const axes = sizes.map((_, axis) => axis).slice(0, -1);
  return {
    // Kernels of this backend have run when they return.
    run: async () => tf.tidy(() => void run(x, axes, layer)),
    release: async () => tf.dispose([x, layer]),
  };
}

await answerRounds(`TensorFlow.js ${tf.version_core} (${tf.getBackend()})`, prepare);
