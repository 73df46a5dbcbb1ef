import * as v from 'valibot';
import { conventions } from '../engine/index.js';

/** The one definition of a program file: it validates at run time, and the JSON schema is generated from it. */

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const path = v.pipe(v.string(), v.nonEmpty());
const channelValues = v.pipe(
  v.union([v.number(), v.array(v.number()), path]),
  v.description('One value for every channel, one per channel, or the path of a tensor file.'),
);

const conventionKey = v.picklist(conventions.map(({ key }) => key));

const stepOptions = {
  batchSize: v.optional(
    v.pipe(count, v.description('Cuts one file into mini-batches along axis 0; a smaller last one is kept.')),
  ),
  rows: v.optional(
    v.pipe(
      v.tuple([v.pipe(v.number(), v.integer(), v.minValue(0)), count]),
      v.description('Only these entries of axis 0: [start, count].'),
    ),
  ),
  expect: v.optional(
    v.pipe(path, v.description('Tensor file of the expected output, compared as numpy.allclose does.')),
  ),
  rtol: v.optional(v.pipe(v.number(), v.minValue(0), v.description('Relative tolerance of expect; default 1e-5.'))),
  atol: v.optional(v.pipe(v.number(), v.minValue(0), v.description('Absolute tolerance of expect; default 1e-8.'))),
  gradOutput: v.optional(v.pipe(path, v.description('Tensor file of the upstream gradient.'))),
};
const batch = v.pipe(path, v.description('A tensor file; * and ? in its name stand for several, in natural order.'));

export const programSchema = v.strictObject({
  $schema: v.optional(v.string()),
  convention: v.optional(
    v.union([
      v.pipe(conventionKey, v.description('The framework whose rules apply.')),
      v.strictObject({
        base: v.pipe(conventionKey, v.description('The framework whose rules apply where they are not changed.')),
        eps: v.optional(v.pipe(v.number(), v.minValue(0))),
        momentum: v.optional(v.nullable(v.number())),
      }),
    ]),
  ),
  channelAxis: v.optional(v.pipe(v.number(), v.integer())),
  affine: v.optional(v.boolean()),
  trackRunningStats: v.optional(v.boolean()),
  state: v.optional(
    v.strictObject({
      gamma: v.optional(channelValues),
      beta: v.optional(channelValues),
      runningMean: v.optional(channelValues),
      runningVar: v.optional(channelValues),
      numBatchesTracked: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
  ),
  steps: v.array(
    v.union([v.strictObject({ train: batch, ...stepOptions }), v.strictObject({ eval: batch, ...stepOptions })]),
  ),
});
