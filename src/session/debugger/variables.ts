import { outputShape, resolveAxis } from '../../engine/index.js';
import { compileExpression, type Value } from '../expressions/index.js';
import type { Session } from '../run/index.js';
import { settableNames } from './changeOf.js';
import type { DebugScope, DebugVariable, FrameKind, VariablePath } from './debugRequests.js';
import { indexText, nextAxis, partOf } from './elements.js';
import { debugEnvironmentAt, debugNames, withRecorded } from './debugNames.js';
import { environmentAt, startAt, type Reading } from './placeEnvironment.js';
import { stageIdsOf, type Place } from './place.js';
import { typeText, valueText } from './valueText.js';

/** More elements of an array are not handed over at once. */
const mostChildren = 1000;

/** The place that a frame is about: that of the pass is before the pass that the other is in. */
export function placeOfFrame({ cursor }: Session, frame: FrameKind): Place {
  return frame === 'stage' ? cursor : { pass: cursor.pass, stage: null };
}

/**
 * What there is in a frame. Values of batches are not read for it: they are when they are opened.
 * @throws FormatError where what is set cannot be read
 */
export async function scopesOf(session: Session, frame: FrameKind, reading: Reading): Promise<readonly DebugScope[]> {
  const place = placeOfFrame(session, frame);
  const environment = withRecorded(session, place, await environmentAt(session, place, reading, new Set()));
  const known = (...names: readonly string[]): DebugVariable[] =>
    names.flatMap((name) => {
      const value = environment.lookup(name);
      return value === undefined ? [] : [variableOf(name, value, { expression: name, frame, indices: [] }, session)];
    });
  const { before } = await startAt(session, place, reading.open);
  const { batch, output, gradients } = tensorsAt(session, place, frame);
  const scopes: readonly DebugScope[] = [
    { name: 'Batch', variables: [...batch, ...known('mean', 'var', 'count', 'min', 'max', 'nonFinite')] },
    { name: 'Running state', variables: known('running_mean', 'running_var', 'num_batches_tracked') },
    {
      name: 'Parameters',
      variables: known(...(before.gamma ? ['gamma'] : []), ...(before.beta ? ['beta'] : []), 'eps', 'momentum'),
    },
    { name: 'Output', variables: output },
    { name: 'Gradients', variables: gradients },
    { name: 'Recorded', variables: known('recorded_mean', 'recorded_var', 'recorded_batches') },
  ];
  return scopes.filter(({ variables }) => variables.length > 0);
}

/** The tensors of the pass that a place is about, of which only the shape is looked at. Some passes were recorded without. */
function tensorsAt(
  session: Session,
  { pass, stage }: Place,
  frame: FrameKind,
): Readonly<Record<'batch' | 'output' | 'gradients', readonly DebugVariable[]>> {
  const shown = stage === null ? pass - 1 : pass;
  const record = shown < 0 ? undefined : session.passes[shown];
  const isHeld = record?.kind === 'refused' || record?.dtype !== undefined;
  if (!record?.shape || !isHeld) return { batch: [], output: [], gradients: [] };
  const { shape, plan } = record;
  const dtype = record.kind === 'computed' ? (record.dtype ?? 'number') : 'number';
  const tensor = (
    name: string,
    axes: readonly number[],
    type: string,
    channels = axisOf(session, shape),
  ): DebugVariable => ({
    name,
    value: `[${axes.join(', ')}]`,
    type,
    path: { expression: name, frame, indices: axes.map(() => null) },
    count: axes[channels] ?? axes[0],
    expression: name,
    canSet: false,
  });
  const batch = [
    tensor('x', shape, dtype),
    ...(record.kind === 'computed' ? [{ name: 'dtype', value: dtype, type: 'text', canSet: false }] : []),
    { name: 'file', value: plan.batch.label, type: 'text', canSet: false },
  ];
  if (record.kind === 'refused') return { batch, output: [], gradients: [] };
  const made = stage === null ? stageIdsOf(record) : stageIdsOf(record).slice(0, stage);
  const out = outputShape(shape, record.before.linear);
  const output = [
    ...(made.includes('normalize') ? [tensor('xhat', shape, 'number')] : []),
    ...(made.includes('scale-and-shift') && !record.before.linear ? [tensor('y', out, 'number')] : []),
  ];
  const channels = [session.initial.gamma?.length ?? 0];
  const gradients = plan.gradOutput
    ? [
        tensor('dy', out, 'number'),
        tensor('dx', shape, 'number'),
        ...(record.before.gamma ? [tensor('dgamma', channels, 'number', 0)] : []),
        ...(record.before.beta ? [tensor('dbeta', channels, 'number', 0)] : []),
      ]
    : [];
  return { batch, output, gradients };
}

/**
 * Elements of an array, or parts of it: of one that is shaped as the batch, one for each channel first.
 * @throws ExpressionError, and as `debugEnvironmentAt`
 */
export async function childrenOf(
  session: Session,
  path: VariablePath,
  start: number,
  count: number,
  reading: Reading,
): Promise<readonly DebugVariable[]> {
  const value = await valueOf(session, path.expression, path.frame, reading);
  if (typeof value !== 'object') return [];
  const { shape } = value;
  const indices = shape.map((_, axis) => path.indices.at(axis) ?? null);
  const axis = nextAxis(indices, axisOf(session, shape));
  if (axis < 0) return [];
  const end = Math.min(start + Math.min(count, mostChildren), shape[axis]);
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => {
    const at = indices.map((one, along) => (along === axis ? start + index : one));
    return variableOf(indexText(at), partOf(value, at), { ...path, indices: at }, session);
  });
}

/** @throws ExpressionError for a text that is none, and as `debugEnvironmentAt` */
export async function evaluated(
  session: Session,
  expression: string,
  frame: FrameKind,
  reading: Reading,
): Promise<DebugVariable> {
  const value = await valueOf(session, expression, frame, reading);
  return variableOf(expression.trim(), value, { expression: expression.trim(), frame, indices: [] }, session);
}

async function valueOf(session: Session, expression: string, frame: FrameKind, reading: Reading): Promise<Value> {
  const { names, evaluate } = compileExpression(expression, debugNames);
  return evaluate(await debugEnvironmentAt(session, placeOfFrame(session, frame), reading, names));
}

/** @param path of the value: what is `indices` empty of is all of it */
function variableOf(name: string, value: Value, path: VariablePath, session: Session): DebugVariable {
  const { expression } = path;
  const part = path.indices.some((index) => index !== null) ? indexText(path.indices) : '';
  const isName = /^\w+$/.test(expression);
  const written = part === '' ? expression : `${isName ? expression : `(${expression})`}${part}`;
  const base = { name, value: valueText(value), type: typeText(value), expression: written };
  const canSet = settableNames.has(expression) && path.indices.length <= 1;
  if (typeof value !== 'object') return { ...base, canSet };
  const indices = path.indices.length > 0 ? path.indices : value.shape.map(() => null);
  const axis = nextAxis(indices, axisOf(session, indices));
  // Its own shape is that of the axes which no index has taken.
  const own = indices.slice(0, axis).filter((index) => index === null).length;
  return { ...base, canSet, path: { ...path, indices }, count: value.shape[own] ?? 0 };
}

/** Where the channels are of an array that is shaped as a batch. */
function axisOf({ layer }: Session, shape: ArrayLike<unknown>): number {
  if (shape.length < 2) return 0;
  try {
    return resolveAxis(
      layer.channelAxis,
      Array.from({ length: shape.length }, () => 1),
    );
  } catch {
    return 0;
  }
}
