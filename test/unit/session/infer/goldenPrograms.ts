import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conventionOf } from '../../../../src/cli/golden/goldenLayer.js';
import { numbersOf, parseGoldenFile, parseGoldenIndex } from '../../../../src/cli/golden/goldenFile.js';
import type { GoldenArray, GoldenFile, GoldenStep } from '../../../../src/cli/golden/goldenFile.js';
import type { Convention } from '../../../../src/engine/index.js';
import type { Program, Step } from '../../../../src/session/index.js';
import { MemoryFiles, npyOf } from '../memoryFiles.js';

const folder = 'test/fixtures/golden';

/** A recorded file as a program whose own rules are wrong, and what the right ones are. */
export interface GoldenProgram {
  readonly name: string;
  readonly file: GoldenFile;
  readonly truth: Convention;
  readonly program: Program;
  readonly files: MemoryFiles;
}

/** How originals say that they refuse on purpose; other errors are defects, and such steps did not happen. */
const onPurpose = /^(Expected more than 1 value per channel|expected len of input dim)/;

/** Every recorded file that has a tolerance, a train step, and something to compare. */
export function goldenPrograms(): readonly GoldenProgram[] {
  const index = parseGoldenIndex(readFileSync(join(folder, 'index.json'), 'utf8'));
  return [...index].flatMap(([name, { rtol }]) => {
    if (rtol === null) return [];
    const file = parseGoldenFile(readFileSync(join(folder, name), 'utf8'));
    const truth = conventionOf(file);
    if (!truth || !file.steps.some(({ op }) => op === 'train')) return [];
    return [{ name, file, truth, ...programOf(file, truth, rtol) }];
  });
}

function programOf(file: GoldenFile, truth: Convention, rtol: number) {
  const files = new MemoryFiles();
  const write = (name: string, array: GoldenArray) => {
    const values = numbersOf(array, file.dtype);
    files.write(name, npyOf(array.shape, file.dtype === 'float32' ? Float32Array.from(values) : values));
    return name;
  };
  const isFeaturesLast = truth.statisticsAxes === 'batch';
  const { shape } = file.steps[0].x;
  const channelAxis = isFeaturesLast ? shape.length - 1 : 1;
  const steps = file.steps
    .filter(({ error }) => !error || onPurpose.test(error.message))
    .map((step, at): Step => {
      const batch = write(`x_${at}.npy`, step.x);
      const state = stateAfter(file, step, shape[channelAxis]);
      const size = Math.max(
        ...[step.y?.data ?? []]
          .flat()
          .map((value) => Math.abs(Number(value)))
          .filter(Number.isFinite),
        0,
      );
      return {
        ...(step.op === 'train' ? { train: batch } : { eval: batch }),
        ...(step.y && { expect: write(`y_${at}.npy`, step.y) }),
        ...(state && { stateAfter: state }),
        rtol,
        atol: rtol * (size + 1e-3),
      };
    });
  const isLinear = truth.affine === 'linear';
  const base = isLinear ? 'linear-projection' : truth.key === 'pytorch' ? 'keras' : 'pytorch';
  const { gamma, beta, linear_weight: weight, linear_bias: bias } = file.params ?? {};
  const array = (given: GoldenArray) => [...numbersOf(given, file.dtype)];
  const program: Program = {
    convention: { base, eps: 0.0123, momentum: 0.37, ...(truth.renorm && { renorm: truth.renorm }) },
    channelAxis,
    affine: file.config.affine !== false,
    trackRunningStats: file.config.track_running_stats !== false,
    state: {
      ...(gamma && !isLinear && { gamma: array(gamma) }),
      ...(beta && !isLinear && { beta: array(beta) }),
      ...(weight && { weight: write('weight.npy', weight) }),
      ...(bias && { bias: array(bias) }),
    },
    steps,
  };
  return { program, files };
}

/** Running values as the layer has them: Caffe's blobs are sums, and those of document 004 repeat along an axis. */
function stateAfter(file: GoldenFile, step: GoldenStep, channels: number) {
  const isSum = step.scale_factor_blob !== undefined && step.scale_factor_blob !== null;
  const [mean, variance] = isSum ? [step.effective_mean, step.effective_var] : [step.running_mean, step.running_var];
  if (!mean || !variance) return undefined;
  const values = (array: GoldenArray) => {
    const all = [...numbersOf(array, file.dtype)];
    if (array.shape.length < 4) return all;
    const inner = array.shape.slice(2).reduce((product, size) => product * size, 1);
    return Array.from({ length: channels }, (_, channel) => all[channel * inner]);
  };
  return { runningMean: values(mean), runningVar: values(variance) };
}
