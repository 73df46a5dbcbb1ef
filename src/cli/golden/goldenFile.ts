import * as v from 'valibot';

/** Schema of `bn-golden/1`: recorded passes of one convention in one configuration and one dtype. */
const number = v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]);
const array = v.object({ shape: v.array(v.number()), data: v.array(number) });
const optionalArray = v.optional(v.nullable(array));

const step = v.object({
  op: v.picklist(['train', 'eval']),
  x: array,
  y: optionalArray,
  dy: optionalArray,
  dx: optionalArray,
  dgamma: optionalArray,
  dbeta: optionalArray,
  dlinear_weight: optionalArray,
  dlinear_bias: optionalArray,
  running_mean: optionalArray,
  running_var: optionalArray,
  num_batches_tracked: v.optional(v.nullable(v.number())),
  scale_factor_blob: v.optional(v.nullable(v.number())),
  effective_mean: optionalArray,
  effective_var: optionalArray,
  error: v.optional(v.nullable(v.object({ type: v.string(), message: v.string() }))),
});

const file = v.object({
  schema: v.literal('bn-golden/1'),
  case: v.string(),
  convention: v.string(),
  dtype: v.picklist(['float64', 'float32']),
  config: v.record(v.string(), v.unknown()),
  params: v.nullish(
    v.object({ gamma: optionalArray, beta: optionalArray, linear_weight: optionalArray, linear_bias: optionalArray }),
  ),
  initial: v.nullish(v.object({ running_mean: optionalArray, running_var: optionalArray })),
  steps: v.array(step),
});

export type GoldenArray = v.InferOutput<typeof array>;
export type GoldenStep = v.InferOutput<typeof step>;
export type GoldenFile = v.InferOutput<typeof file>;

/**
 * @param text a JSON document
 * @throws Error naming the field that is not as the schema says
 */
export function parseGoldenFile(text: string): GoldenFile {
  const result = v.safeParse(file, JSON.parse(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'document'}: ${issue.message}`);
}

/** What `index.json` of a golden folder suggests for a file. */
export interface Suggestion {
  /** null: values are not compared, only where NaN appears. */
  readonly rtol: number | null;
}

const index = v.object({ files: v.array(v.object({ file: v.string(), rtol: v.nullable(v.number()) })) });

/** Suggested tolerances by file name. */
export function parseGoldenIndex(text: string): ReadonlyMap<string, Suggestion> {
  return new Map(v.parse(index, JSON.parse(text)).files.map(({ file: name, rtol }) => [name, { rtol }]));
}

/** The recorded numbers; float32 ones are shortest decimals and rounded back to float32. */
export function numbersOf(recorded: GoldenArray, dtype: GoldenFile['dtype']): Float64Array<ArrayBuffer> {
  const exact = Float64Array.from(recorded.data, Number);
  return dtype === 'float32' ? exact.map(Math.fround) : exact;
}
