import * as v from 'valibot';
import type { Action, ExportRequest, ViewName, ViewRequest } from '../session/index.js';
import type { FromPanel } from './panel.js';
import { mostLooks, type ViewCall } from './viewCall.js';

/**
 * What a panel may send, checked where it arrives: a page shows what files contain, and is believed in nothing. The types
 * are those of `FromPanel` and `ViewCall`; a definition that says something else does not compile.
 */

const whole = v.pipe(v.number(), v.safeInteger());
const count = v.pipe(whole, v.minValue(0));
/** Of a picture: more pixels than any screen has. */
const pixels = v.pipe(whole, v.minValue(1), v.maxValue(16_384));
const text = v.pipe(v.string(), v.maxLength(1_000_000));
const name = v.pipe(v.string(), v.maxLength(65_536));
const passOrStart = v.nullable(count);
const mode = v.picklist(['train', 'eval']);
const indices = v.pipe(v.array(count), v.maxLength(64));

const tensorPath = v.union([
  name,
  v.strictObject({
    file: name,
    member: v.exactOptional(name),
    part: v.exactOptional(name),
    slice: v.exactOptional(name),
  }),
]);
const channelValues = v.union([v.number(), v.array(v.number()), tensorPath]);
const stateEntry = v.exactOptional(v.nullish(channelValues));

const settings = v.strictObject({
  convention: v.exactOptional(name),
  eps: v.exactOptional(v.number()),
  momentum: v.exactOptional(v.nullable(v.number())),
  affine: v.exactOptional(v.boolean()),
  trackRunningStats: v.exactOptional(v.boolean()),
  channelAxis: v.exactOptional(whole),
  batchAxis: v.exactOptional(whole),
  passAxis: v.exactOptional(v.nullable(whole)),
  emulate: v.exactOptional(
    v.strictObject({
      arithmetic: v.exactOptional(v.picklist(['exact', 'float32'])),
      state: v.exactOptional(v.picklist(['float64', 'float32', 'float16'])),
    }),
  ),
  state: v.exactOptional(
    v.strictObject({
      gamma: stateEntry,
      beta: stateEntry,
      weight: v.exactOptional(v.nullish(v.union([v.array(v.array(v.number())), tensorPath]))),
      bias: stateEntry,
      runningMean: stateEntry,
      runningVar: stateEntry,
      numBatchesTracked: v.exactOptional(v.nullish(v.union([count, tensorPath]))),
    }),
  ),
});

const setEntry = v.exactOptional(channelValues);
const set = v.strictObject({
  eps: v.exactOptional(v.number()),
  momentum: v.exactOptional(v.nullable(v.number())),
  gamma: setEntry,
  beta: setEntry,
  runningMean: setEntry,
  runningVar: setEntry,
  numBatchesTracked: v.exactOptional(v.union([count, tensorPath])),
});

const expectedValues = v.strictObject({
  expect: v.exactOptional(tensorPath),
  gradOutput: v.exactOptional(tensorPath),
  expectGrad: v.exactOptional(tensorPath),
  stateAfter: v.exactOptional(
    v.strictObject({
      runningMean: setEntry,
      runningVar: setEntry,
      numBatchesTracked: v.exactOptional(v.union([count, tensorPath])),
    }),
  ),
});

const action: v.GenericSchema<unknown, Action> = v.variant('kind', [
  v.strictObject({ kind: v.literal('pass'), mode }),
  v.strictObject({ kind: v.picklist(['stepBack', 'stepInto', 'stepOut', 'runAll', 'reset', 'undo', 'redo']) }),
  v.strictObject({ kind: v.literal('goTo'), pass: passOrStart, stage: v.exactOptional(count) }),
  v.strictObject({
    kind: v.literal('run'),
    direction: v.picklist(['forward', 'backward']),
    pass: v.exactOptional(count),
    step: v.exactOptional(count),
    condition: v.exactOptional(name),
    hits: v.exactOptional(count),
    finding: v.exactOptional(v.picklist(['error', 'warning', 'info'])),
  }),
  v.strictObject({ kind: v.literal('configure'), settings }),
  v.strictObject({
    kind: v.literal('addBatches'),
    uris: v.array(tensorPath),
    replace: v.exactOptional(v.boolean()),
  }),
  v.strictObject({ kind: v.literal('split'), batchSize: whole }),
  v.strictObject({ kind: v.literal('removePass'), pass: count }),
  v.strictObject({ kind: v.literal('set'), pass: count, values: set }),
  v.strictObject({ kind: v.picklist(['switchBranch', 'removeBranch']), name }),
  v.strictObject({ kind: v.literal('choosePart'), from: name, part: name }),
  v.strictObject({ kind: v.literal('expect'), pass: count, values: expectedValues }),
  v.strictObject({ kind: v.literal('tolerate'), rtol: v.number(), atol: v.number() }),
  v.strictObject({ kind: v.literal('reload'), notice: v.exactOptional(text) }),
]);

const range = v.tuple([count, count]);
const repairRequest = {
  pass: passOrStart,
  range: v.nullable(range),
  leavesOutOutliers: v.boolean(),
  method: v.picklist(['one-batch', 'mean-of-batches', 'exponential']),
  momentum: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
} as const;
const foldChoice = {
  weight: v.nullable(tensorPath),
  bias: v.nullable(tensorPath),
  input: v.nullable(tensorPath),
  layout: v.nullable(v.picklist(['pytorch', 'keras'])),
} as const;

const exportRequest: v.GenericSchema<unknown, ExportRequest> = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['statistics', 'npz', 'safetensors', 'lines']), ...repairRequest }),
  v.strictObject({ kind: v.literal('folded'), ...repairRequest, ...foldChoice }),
  v.strictObject({
    kind: v.literal('report'),
    title: name,
    pass: passOrStart,
    pictures: v.pipe(v.array(v.strictObject({ title: name, file: name })), v.maxLength(64)),
  }),
  v.strictObject({ kind: v.literal('table'), pass: passOrStart }),
  v.strictObject({ kind: v.literal('script'), channels: v.array(count) }),
]);

/** As large as a screen full of pixels may become. */
const picture = v.pipe(v.string(), v.maxLength(64_000_000));
const chart = v.strictObject({
  title: name,
  svg: picture,
  png: v.pipe(picture, v.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
});

const host: v.GenericSchema<unknown, FromPanel['host']> = v.variant('kind', [
  v.strictObject({
    kind: v.picklist([
      'openWith',
      'chooseBatches',
      'backToArchive',
      'backToModel',
      'chooseLayer',
      'openWalkthrough',
      'saveProgram',
      'showLayers',
      'retry',
      'endComparison',
      'swapStates',
    ]),
  }),
  v.strictObject({ kind: v.literal('stateChannels'), layer: count }),
  // A name, and no path.
  v.strictObject({
    kind: v.literal('compareStates'),
    file: v.exactOptional(v.pipe(name, v.regex(/^(?!\.+$)[^/\\]+$/))),
  }),
  v.strictObject({
    kind: v.literal('setRules'),
    rules: v.nullable(
      v.strictObject({
        convention: v.exactOptional(name),
        eps: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
        momentum: v.exactOptional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))),
      }),
    ),
  }),
  v.strictObject({ kind: v.literal('copy'), text }),
  // It becomes the name of a file.
  v.strictObject({ kind: v.literal('learnMore'), rule: v.pipe(name, v.regex(/^[a-z]+(-[a-z]+)*$/)) }),
  v.strictObject({
    kind: v.literal('openTensor'),
    member: v.exactOptional(name),
    part: v.exactOptional(name),
    layer: v.exactOptional(name),
    channelAxis: v.exactOptional(whole),
  }),
  v.strictObject({ kind: v.literal('runLayer'), layer: name }),
  v.strictObject({
    kind: v.literal('runMembers'),
    members: v.pipe(v.array(name), v.minLength(1), v.maxLength(1_000_000)),
    layer: v.exactOptional(name),
  }),
  v.strictObject({ kind: v.literal('openLayer'), layer: count, column: count, channel: v.exactOptional(count) }),
  v.strictObject({ kind: v.literal('runFiles'), layer: count }),
  v.strictObject({ kind: v.literal('neighbourLayer'), by: v.picklist([-1, 1]) }),
  v.strictObject({ kind: v.literal('modelChannels'), layer: count }),
  v.strictObject({ kind: v.literal('modelChannel'), layer: count, column: count, channel: count }),
  v.strictObject({ kind: v.literal('chooseFold'), role: v.picklist(['weight', 'bias', 'input']) }),
  v.strictObject({ kind: v.literal('export'), request: exportRequest }),
  v.strictObject({
    kind: v.picklist(['exportCharts', 'exportReport']),
    charts: v.pipe(v.array(chart), v.maxLength(64)),
  }),
  v.strictObject({
    kind: v.literal('chooseState'),
    name: v.picklist(['gamma', 'beta', 'weight', 'bias', 'runningMean', 'runningVar']),
  }),
  v.strictObject({
    kind: v.literal('chooseExpected'),
    pass: count,
    of: v.picklist(['expect', 'expectGrad', 'runningMean', 'runningVar']),
  }),
]);

const gapInput = v.picklist(['pass', 'eval', 'train']);
const ruleSettings = v.strictObject({
  convention: v.exactOptional(name),
  eps: v.exactOptional(v.number()),
  momentum: v.exactOptional(v.nullable(v.number())),
  channelAxis: v.exactOptional(whole),
});
const checkedPass = {
  pass: count,
  of: v.picklist(['output', 'gradient', 'state']),
  rule: v.nullable(ruleSettings),
};

type RequestSchemas = { readonly [K in ViewName]: v.GenericSchema<unknown, ViewRequest<K>> };

const listing = {
  sort: v.strictObject({
    column: v.picklist([
      ...(['severity', 'channel', 'mean', 'var', 'min', 'max'] as const),
      ...(['runningMean', 'runningVar', 'gamma', 'beta', 'gap'] as const),
    ]),
    descending: v.boolean(),
  }),
  filter: v.string(),
  range: v.nullable(range),
};

const requests: RequestSchemas = {
  table: v.strictObject({
    pass: passOrStart,
    channels: v.exactOptional(v.array(count)),
    rows: v.exactOptional(v.strictObject({ ...listing, from: count, to: count })),
  }),
  channelOrder: v.strictObject({ pass: passOrStart, ...listing }),
  history: v.strictObject({ channels: v.array(count) }),
  overview: v.strictObject({
    quantity: v.picklist(['mean-gap', 'variance-ratio', 'running-var', 'non-finite']),
    channelRange: v.exactOptional(range),
    passRange: v.exactOptional(range),
    maxRows: pixels,
    maxColumns: pixels,
  }),
  distribution: v.strictObject({ pass: passOrStart, channel: count, bins: v.exactOptional(pixels) }),
  numbers: v.strictObject({ pass: passOrStart, channel: count }),
  arithmetic: v.strictObject({ pass: passOrStart, channel: count, index: v.nullable(indices) }),
  slice: v.strictObject({
    pass: passOrStart,
    rowAxis: v.nullable(count),
    columnAxis: count,
    index: indices,
    maxRows: pixels,
    maxColumns: pixels,
  }),
  axes: v.strictObject({ pass: passOrStart, axes: indices }),
  conventions: v.strictObject({}),
  comparison: v.strictObject({ conventions: v.array(name), pass: passOrStart }),
  gap: v.strictObject({ pass: passOrStart, input: gapInput }),
  channelGap: v.strictObject({ pass: passOrStart, input: gapInput, channel: count }),
  expectations: v.strictObject({}),
  check: v.strictObject(checkedPass),
  checkSlice: v.strictObject({
    ...checkedPass,
    rowAxis: v.nullable(count),
    columnAxis: count,
    index: indices,
    maxRows: pixels,
    maxColumns: pixels,
  }),
  checkElement: v.strictObject({ ...checkedPass, index: indices }),
  explanation: v.strictObject({ fitted: count }),
  gradients: v.strictObject({ pass: count, channel: count, upstream: v.picklist(['ones', 'noise', 'file']) }),
  experiments: v.strictObject({}),
  experiment: v.strictObject({
    id: name,
    values: v.record(name, v.number()),
    source: v.picklist(['built-in', 'batch']),
    pass: passOrStart,
    channel: count,
  }),
  repair: v.strictObject(repairRequest),
  foldFiles: v.strictObject({}),
  fold: v.strictObject({ ...repairRequest, ...foldChoice }),
  foldCheck: v.strictObject({ ...repairRequest, ...foldChoice }),
};

const looks = Object.entries<v.GenericSchema<unknown, ViewRequest>>(requests).map(([view, request]) =>
  v.strictObject({ name: v.literal(view as ViewName), request }),
);
const look: v.GenericSchema<unknown, ViewCall> = v.variant('name', looks);

type FromPanelSchemas = { readonly [K in keyof FromPanel]: v.GenericSchema<unknown, FromPanel[K]> };

/** The definition of each notification. */
export const fromPanelSchemas: FromPanelSchemas = {
  ready: v.strictObject({ restored: v.boolean() }),
  act: action,
  cancel: v.null(),
  stop: v.null(),
  inputFocus: v.boolean(),
  looks: v.strictObject({
    of: v.strictObject({ revision: whole, shown: passOrStart, passes: count }),
    views: v.pipe(v.array(look), v.maxLength(mostLooks)),
  }),
  host,
};

const call = v.strictObject({
  name: v.picklist(Object.keys(requests) as ViewName[]),
  request: v.unknown(),
});

/** @throws MessageError where the message is not what a panel of ours sends */
export function checkedMessage<K extends keyof FromPanel>(method: K, message: unknown): FromPanel[K] {
  return checked(method, fromPanelSchemas[method], message);
}

/** @throws MessageError likewise */
export function checkedCall(message: unknown): ViewCall {
  const { name: view, request } = checked('view', call, message);
  const schema: v.GenericSchema<unknown, ViewRequest> = requests[view];
  return { name: view, request: checked(`view ${view}`, schema, request) };
}

/** A message from a panel that no panel of ours sends. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

function checked<T>(what: string, schema: v.GenericSchema<unknown, T>, message: unknown): T {
  const result = v.safeParse(schema, message, { abortEarly: true });
  if (result.success) return result.output;
  const [{ message: problem, path }] = result.issues;
  const place = (path ?? []).map(({ key }) => String(key)).join('.');
  throw new MessageError(`${what}${place === '' ? '' : `, ${place}`}: ${problem.slice(0, 200)}`);
}
