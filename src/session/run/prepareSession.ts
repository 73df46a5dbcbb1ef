import { EngineError, heldState, layoutOf, TooManyChannelsError } from '../../engine/index.js';
import { FormatError, type ReadOptions } from '../../formats/index.js';
import type { BatchStore, SessionFiles } from '../batches/index.js';
import {
  batchOf,
  checkSessionSize,
  checkSets,
  checkUris,
  configured,
  initialStateOf,
  isRefusal,
  layerOf,
  type PlannedPass,
  planProgram,
  type PlanSources,
  type Program,
  type ProgramSettings,
  resolveTensor,
  shapeOfState,
  type TensorPath,
  tensorPath,
  type UriPolicy,
} from '../program/index.js';
import type { FindingThresholds, Session } from './session.js';
import { isSamePass } from './reusedPasses.js';
import { openFrom } from './startOfPass.js';

/** Where a session's files come from. */
export interface SessionSources {
  /** URI of the folder that the program's paths are relative to. */
  readonly base: string;
  readonly files: SessionFiles;
  readonly store: BatchStore;
  /** Which files the program may name. */
  readonly policy: UriPolicy;
  /** What findings are judged by; absent: the defaults. */
  readonly thresholds?: FindingThresholds;
  /** Whether a state without any pass will do. */
  readonly stateAlone?: boolean;
}

/**
 * A session before its first pass. Plan, layer and state follow from the program and the first batch that can be
 * normalized.
 * @throws FormatError or EngineError where there is no such batch, or the state does not fit; OutsideError, before
 * anything is read; the signal's reason
 */
export async function prepareSession(
  program: Program,
  { base, files, store, policy, thresholds, stateAlone = false }: SessionSources,
  options?: ReadOptions,
): Promise<Session> {
  checkUris(program, base, policy);
  const sources = planSources({ files, store }, options);
  const { plan, stepOfPass, notices } = await planProgram(program.steps, base, sources, program.batchAxis, program);
  const alone = plan.length === 0 && stateAlone ? await shapeOfState(program, base, openFrom(store, options)) : null;
  if (plan.length === 0 && !alone) {
    throw new EngineError('The program has no passes: expected at least one entry in "steps"');
  }
  const shape = alone ?? (await firstShape(plan, program, store, options));
  const layer = layerOf(program, shape);
  checkSessionSize(plan.length, layoutOf(shape, layer).groups);
  const open = openFrom(store, options);
  const given = await initialStateOf(program, layer, shape, base, open);
  await checkSets(program, layer, shape, base, open);
  const initial = heldState(layer, given);
  const start = {
    initial,
    ...(notices && { notices }),
    ...(given !== initial && { given }),
    ...(thresholds && { thresholds }),
  };
  return { program, layer, shape, ...start, plan, stepOfPass, passes: [], cursor: { pass: 0, stage: null } };
}

/**
 * A session whose files may be more by now, planned again: layer, shape and initial state stay. Null where it begins with
 * another pass.
 * @throws FormatError or EngineError as `prepareSession`; the signal's reason
 */
export async function plannedAgain(
  session: Session,
  { base, files, store }: Pick<SessionSources, 'base' | 'files' | 'store'>,
  options?: ReadOptions,
): Promise<Session | null> {
  const { program, layer, shape } = session;
  const sources = planSources({ files, store }, options);
  const { plan, stepOfPass, notices } = await planProgram(program.steps, base, sources, program.batchAxis, program);
  if (!isSamePass(session.plan[0], plan.at(0))) return null;
  checkSessionSize(plan.length, layoutOf(shape, layer).groups);
  return { ...session, plan, stepOfPass, notices: notices ?? [] };
}

/** What a plan asks for, from a session's files. */
export function planSources(
  { files, store }: Pick<SessionSources, 'files' | 'store'>,
  options?: ReadOptions,
): PlanSources {
  return {
    list: (folder) => files.list(folder),
    members: (uri) =>
      files.withArchive(uri, ({ members }) => Promise.resolve(members.map(({ name }) => name)), options),
    recorded: (uri) => store.recordedHead(uri, options),
    shapeOf: async (uri) => (await store.header(batchOf(uri), options)).shape,
    breathe: async () => {
      await options?.breathe?.();
      options?.signal?.throwIfAborted();
    },
  };
}

/** The program of tensors that were opened without one: a train pass each, in the order given. */
export function implicitProgram(tensors: readonly TensorPath[], base: string, settings: ProgramSettings): Program {
  return configured({ steps: tensors.map((one) => ({ train: tensorPath(base, resolveTensor(base, one)) })) }, settings);
}

async function firstShape(
  plan: readonly PlannedPass[],
  program: Program,
  store: BatchStore,
  options?: ReadOptions,
): Promise<readonly number[]> {
  let firstError: unknown;
  for (const { batch } of plan) {
    try {
      const { shape } = await store.header(batch, options);
      layoutOf(shape, layerOf(program, shape));
      return shape;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      firstError ??= named(batch.label, error);
    }
  }
  throw firstError;
}

/** The engine knows no files. */
function named(label: string, error: FormatError | EngineError): FormatError | EngineError {
  if (error instanceof FormatError) return error;
  const message = `${label}: ${error.message}`;
  return error instanceof TooManyChannelsError
    ? new TooManyChannelsError(message, error.axes)
    : new EngineError(message);
}
