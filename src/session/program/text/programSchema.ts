import * as v from 'valibot';
import { nearestName } from './nearestName.js';
import { oneOf } from './oneOf.js';
import { severities } from '../../severity.js';
import { conventionChoices as choices, conventions } from '../../../engine/index.js';

/** The one definition of a program file: it validates at run time, and the JSON schema is generated from it. */

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const text = v.pipe(v.string(), v.nonEmpty());
const within = {
  member: v.optional(
    v.pipe(
      text,
      v.description(
        'Name of a tensor in the archive; where none is called so, * and ? stand for several, in natural order.',
      ),
    ),
  ),
  part: v.optional(
    v.pipe(
      text,
      v.description(
        'What is read of items that are no real numbers: real, imaginary, magnitude, or the name of a field.',
      ),
    ),
  ),
  slice: v.optional(
    v.pipe(
      text,
      v.description(
        'Some of its entries, as NumPy takes them between brackets: 3, or :, 32:64. An index drops its axis.',
      ),
    ),
  ),
};
const inFile = v.strictObject({ file: text, ...within });
const path = oneOf([text, inFile]);
const channelValues = v.pipe(
  oneOf([v.number(), v.array(v.number()), text, inFile]),
  v.description('One value for every channel, one per channel, or a tensor file.'),
);

const trackedCount = v.pipe(
  oneOf([v.pipe(v.number(), v.integer(), v.minValue(0)), text, inFile]),
  v.description('Train passes that the running values have seen, or a tensor file with that number.'),
);

const conventionKey = v.picklist(conventions.map(({ key }) => key));

const changes = {
  eps: v.optional(v.pipe(v.number(), v.minValue(0), v.description('Added to the variance.'))),
  momentum: v.optional(
    v.pipe(v.nullable(v.number()), v.description('Weight in the running average; null: all batches count alike.')),
  ),
  momentumWeighs: v.optional(
    v.pipe(
      v.picklist(choices.momentumWeighs),
      v.description('Whether momentum is the weight of the batch or of the old value.'),
    ),
  ),
  normalizingVar: v.optional(
    v.pipe(v.picklist(choices.normalizingVar), v.description('The variance that normalizes in training.')),
  ),
  storedVar: v.optional(
    v.pipe(
      v.picklist(choices.storedVar),
      v.description('The variance that goes into the running average; eps-corrected is over N − 1 − eps.'),
    ),
  ),
  unbiasedOfOne: v.optional(
    v.pipe(v.picklist(choices.unbiasedOfOne), v.description('What an unbiased stored variance is at N = 1.')),
  ),
  average: v.optional(v.pipe(v.picklist(choices.average), v.description('What the running values are.'))),
  initialMean: v.optional(
    v.pipe(v.nullable(v.number()), v.description('Running mean before the first pass; null: there is none.')),
  ),
  initialVar: v.optional(
    v.pipe(v.nullable(v.number()), v.description('Running variance before the first pass; null: there is none.')),
  ),
  statisticsAxes: v.optional(
    v.pipe(
      v.picklist(choices.statisticsAxes),
      v.description('Axes that statistics are taken over; batch: axis 0 only.'),
    ),
  ),
  inputRanks: v.optional(
    v.pipe(
      v.nullable(v.array(count)),
      v.description('How many axes a batch may have, others are refused; null: any from 2 on.'),
    ),
  ),
  affine: v.optional(v.pipe(v.picklist(choices.affine), v.description('How the output is scaled and shifted.'))),
  oneValue: v.optional(
    v.pipe(v.picklist(choices.oneValue), v.description('What training does with one value per channel.')),
  ),
  refusedBatch: v.optional(
    v.pipe(
      v.picklist(choices.refusedBatch),
      v.description('Whether a train pass that is refused for its sizes counts in numBatchesTracked.'),
    ),
  ),
  updates: v.optional(v.pipe(v.picklist(choices.updates), v.description('When the running values move.'))),
  untracked: v.optional(v.pipe(v.picklist(choices.untracked), v.description('What eval uses where tracking is off.'))),
  varianceAsWritten: v.optional(
    v.pipe(v.picklist(choices.varianceAsWritten), v.description('How the variance is computed where it is emulated.')),
  ),
  attributes: v.optional(v.pipe(v.picklist(choices.attributes), v.description('What eps and momentum are held in.'))),
  renorm: v.optional(
    v.pipe(
      v.nullable(v.strictObject({ rmin: v.number(), rmax: v.number(), dmax: v.number(), momentum: v.number() })),
      v.description('Batch renormalization: bounds of r and d, and the weight of the old value in their averages.'),
    ),
  ),
};

const emulation = v.pipe(
  v.strictObject({
    arithmetic: v.optional(
      v.pipe(
        v.picklist(['exact', 'float32']),
        v.description(
          'float32: as the framework’s float32 code computes; PyTorch to the bit (1.13, CPU, one thread, AVX2), others rounded at every operation.',
        ),
      ),
    ),
    state: v.optional(
      v.pipe(v.picklist(['float64', 'float32', 'float16']), v.description('What the running values are kept in.')),
    ),
  }),
  v.description(
    'Computes as the framework’s own code does, so that its NaN or its collapsed output appears here, too.',
  ),
);

const stepOptions = {
  passAxis: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.description(
        'The file holds several passes along this axis, such as training steps: each entry is a pass, whose tensor lacks the axis.',
      ),
    ),
  ),
  batchSize: v.optional(
    v.pipe(count, v.description('Cuts one file into mini-batches along the batch axis; a smaller last one is kept.')),
  ),
  virtualBatchSize: v.optional(
    v.pipe(
      count,
      v.description(
        'Of a train step: cuts each batch into virtual batches along the batch axis (ghost batch normalization); each is normalized by its own statistics, and the running values move by each in order. With "ranks" they are the ranks of one batch instead. A smaller last one is kept.',
      ),
    ),
  ),
  rows: v.optional(
    v.pipe(
      v.strictTuple([v.pipe(v.number(), v.integer(), v.minValue(0)), count]),
      v.description('Only these entries of the batch axis: [start, count].'),
    ),
  ),
  expect: v.optional(
    v.pipe(path, v.description('Tensor file of the expected output, compared as numpy.allclose does.')),
  ),
  rtol: v.optional(
    v.pipe(v.number(), v.minValue(0), v.description('Relative tolerance of what is expected; default 1e-5.')),
  ),
  atol: v.optional(
    v.pipe(v.number(), v.minValue(0), v.description('Absolute tolerance of what is expected; default 1e-8.')),
  ),
  ranks: v.optional(
    v.pipe(
      v.picklist(['merged', 'apart']),
      v.description(
        'Of an array of files, or of virtual batches: merged into one batch as SyncBatchNorm does, weighted by their counts (the default for files); or apart, each normalized by its own statistics, the running values from the first.',
      ),
    ),
  ),
  keepsState: v.optional(
    v.pipe(v.boolean(), v.description('A train pass that leaves the running values as they are.')),
  ),
  gradOutput: v.optional(v.pipe(path, v.description('Tensor file of the upstream gradient.'))),
  expectGrad: v.optional(
    v.pipe(
      path,
      v.description('Tensor file of the expected gradient of the input, given gradOutput; compared as expect.'),
    ),
  ),
  stateAfter: v.optional(
    v.pipe(
      v.strictObject({
        runningMean: v.optional(channelValues),
        runningVar: v.optional(channelValues),
        numBatchesTracked: v.optional(trackedCount),
      }),
      v.description(
        'The running values that are expected after the pass, of several after the last; compared as expect.',
      ),
    ),
  ),
};
const batchText =
  'A tensor file, or a tensor of an archive: { file, member }; * and ? in a name stand for several, in natural order.';
const batch = v.pipe(path, v.description(batchText));

const ranks = v.pipe(v.array(path), v.minLength(1), v.description('The files of one batch that is spread over ranks.'));

const state = {
  gamma: v.optional(channelValues),
  beta: v.optional(channelValues),
  runningMean: v.optional(channelValues),
  runningVar: v.optional(channelValues),
  numBatchesTracked: v.optional(trackedCount),
};

const set = v.pipe(
  v.strictObject({ eps: changes.eps, momentum: changes.momentum, ...state }),
  v.description('A change of the layer from here on: eps, momentum, γ, β, or the running values. The rest stays.'),
);

const recordedStep = v.strictObject({
  recorded: v.pipe(
    text,
    v.description(
      'Statistics of passes as a process had them: .npz files, in natural order where * and ? stand for several.',
    ),
  ),
  tensors: v.optional(
    v.pipe(
      text,
      v.description('Inputs of some of the passes: files whose number is the step of a pass, such as x_000012.npy.'),
    ),
  ),
  dtype: v.optional(
    v.pipe(v.picklist(['float16', 'bfloat16', 'float32', 'float64']), v.description('What the input was in.')),
  ),
  rows: v.optional(
    v.pipe(
      v.strictTuple([v.pipe(v.number(), v.integer(), v.minValue(0)), count]),
      v.description('Only these passes of a file: [start, count].'),
    ),
  ),
  mode: v.optional(
    v.pipe(v.picklist(['train', 'eval']), v.description('Runs them in this mode, whatever was recorded.')),
  ),
});

const steps = {
  train: v.strictObject({ train: v.pipe(oneOf([text, inFile, ranks]), v.description(batchText)), ...stepOptions }),
  eval: v.strictObject({ eval: batch, ...stepOptions }),
  set: v.strictObject({ set }),
  recorded: recordedStep,
};
const kinds = Object.keys(steps) as (keyof typeof steps)[];

/** A step is told by its first name that only its kind has, or by one that is like it. */
const step = oneOf([steps.train, steps.eval, steps.set, steps.recorded], (input) => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const names = Object.keys(input);
  const meant = names.map((name) => nearestName(name, kinds)).find((name) => name !== null);
  return steps[kinds.find((kind) => names.includes(kind)) ?? (meant as keyof typeof steps | undefined) ?? 'train'];
});

export const programSchema = v.strictObject({
  $schema: v.optional(v.string()),
  convention: v.optional(
    oneOf([
      v.pipe(conventionKey, v.description('The framework whose rules apply.')),
      v.strictObject({
        base: v.pipe(conventionKey, v.description('The framework whose rules apply where they are not changed.')),
        ...changes,
      }),
    ]),
  ),
  channelAxis: v.optional(
    v.pipe(v.number(), v.integer(), v.description('The axis that counts the channels; negative counts from the end.')),
  ),
  batchAxis: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.description(
        'The axis that counts the samples, along which batches are cut; default 0, negative counts from the end.',
      ),
    ),
  ),
  affine: v.optional(v.boolean()),
  trackRunningStats: v.optional(v.boolean()),
  emulate: v.optional(emulation),
  state: v.optional(
    v.strictObject({
      ...state,
      weight: v.optional(
        v.pipe(
          oneOf([v.array(v.array(v.number())), text, inFile]),
          v.description(
            'Weight of a Linear, [outputs, channels], where the convention has one in the place of γ and β.',
          ),
        ),
      ),
      bias: v.optional(
        v.pipe(
          oneOf([v.number(), v.array(v.number()), text, inFile]),
          v.description('Bias of that Linear: one value for every output, one per output, or a tensor file.'),
        ),
      ),
    }),
  ),
  continueFrom: v.optional(
    v.pipe(
      v.picklist(['computed', 'recorded']),
      v.description('What a recorded pass begins with: what the passes before it leave, or what the process had then.'),
    ),
  ),
  steps: v.array(step),
  findings: v.optional(
    v.pipe(
      oneOf([
        v.strictObject({
          none: v.pipe(v.picklist(severities), v.description('No finding may be so bad, or worse.')),
        }),
        v.array(
          v.strictObject({
            rule: v.pipe(text, v.description('Id of the rule, such as train-eval-gap.')),
            pass: v.optional(
              v.pipe(
                v.number(),
                v.integer(),
                v.minValue(-1),
                v.description('Where it begins, counted from 0; -1: in the state.'),
              ),
            ),
            channel: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
          }),
        ),
      ]),
      v.description('What a test of this program expects of its findings: none so bad, or these.'),
    ),
  ),
});

/** The layers of a model, each with a program of its own. */
export const modelSchema = v.strictObject({
  $schema: v.optional(v.string()),
  layers: v.array(
    v.strictObject({
      name: v.pipe(text, v.description('What the layer is called: the path of its module.')),
      program: v.pipe(oneOf([text, programSchema]), v.description('Path of a program file, or a program.')),
    }),
  ),
});

/** What a file may say: it has either steps or layers. */
export const fileSchema = oneOf([programSchema, modelSchema], (input) => {
  // Of nothing, as a schema is asked for, both.
  if (input === undefined) return undefined;
  return hasLayers(input) ? modelSchema : programSchema;
});

/** Whether a value is meant to be a model. */
export function hasLayers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'layers' in value && !('steps' in value);
}
