import { conventionNamed, EngineError } from '../../engine/index.js';
import { isAbort, type SessionFiles } from '../batches/index.js';
import {
  axisWith,
  filesAmong,
  folderOf,
  isRefusal,
  isTensorPath,
  nameOf,
  naturalOrder,
  ownFolderOnly,
  parseProgram,
  resolveTensor,
  tensorName,
  tensorPath,
  tensorPlace,
  validProgram,
  type Program,
  type ProgramSettings,
  type ProgramState,
} from '../program/index.js';
import type { RunOptions } from './computePass.js';
import { implicitProgram } from './prepareSession.js';
import type { FindingThresholds } from './session.js';
import { SessionOwner } from './sessionOwner.js';
import type { KeptBranches, OpenRequest, Target, TargetLayer } from './target.js';

export interface Opened {
  readonly owner: SessionOwner;
  readonly title: string;
}

/** A request whose setting has been checked. */
export type CheckedRequest = Omit<OpenRequest, 'target' | 'thresholds' | 'rules'> & {
  readonly target: Target;
  readonly thresholds?: FindingThresholds;
  /** Whether a state without any pass will do. */
  readonly stateAlone?: boolean;
};

/**
 * A session on what the user opened, brought back to where it stood where that is known.
 * @throws FormatError, EngineError, or the signal's reason
 */
export async function openTarget(
  { target, defaults, restore, policy = ownFolderOnly, thresholds = {}, stateAlone = false }: CheckedRequest,
  files: SessionFiles,
  options: RunOptions,
): Promise<Opened> {
  const { program, base, title, named = [] } = await programOf(target, files, defaults);
  const saved = restore && validProgram(restore.program, title);
  const owner = await SessionOwner.open(
    saved ?? program,
    { base, files, policy: { ...policy, allowed: [...policy.allowed, ...named] }, thresholds, stateAlone },
    options,
  );
  try {
    if (restore?.branches) owner.restoreBranches(validBranches(restore.branches));
    if (restore) await owner.restore(restore.cursor, options);
    else await owner.look(options);
  } catch (error) {
    // Cancelled: the session stands where it got to.
    if (!isAbort(error)) throw error;
  }
  return { owner, title };
}

/** Without those whose program is none, as an older version may have left them. */
function validBranches({ current, others }: KeptBranches): KeptBranches {
  const valid = others.flatMap(({ name, program }) => {
    try {
      return [{ name, program: validProgram(program, name) }];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return [];
    }
  });
  return { current, others: valid };
}

interface ProgramOfTarget {
  readonly program: Program;
  readonly base: string;
  readonly title: string;
  /** URIs of files that the target itself names: whoever opened it has chosen them. */
  readonly named?: readonly string[];
}

async function programOf(
  target: Target,
  files: SessionFiles,
  defaults: OpenRequest['defaults'] = {},
): Promise<ProgramOfTarget> {
  switch (target.kind) {
    case 'files': {
      if (target.uris.length === 0) throw new EngineError('There is no file to open');
      // Their own base: files of a target are URIs.
      const uris = target.uris
        .map((tensor) => resolveTensor('', tensor))
        .sort((a, b) => naturalOrder(tensorName(a), tensorName(b)));
      const base = folderOf(tensorPlace(uris[0]).file);
      const layer = target.layer && (await layerFor(uris[0], base, target.layer, files, defaults));
      const settings = { ...defaults, ...layer };
      return {
        program: implicitProgram(uris.map(tensorPlace), base, settings),
        base,
        title: titleOf(uris),
        named: filesAmong([...target.uris, ...Object.values<unknown>({ ...target.layer?.state })]),
      };
    }
    case 'program': {
      const title = nameOf(target.uri);
      const program = parseProgram(await files.text(target.uri), title);
      return { program, base: folderOf(target.uri), title };
    }
    case 'inline':
      return { program: validProgram(target.program, 'program'), base: target.base, title: target.title ?? 'program' };
  }
}

/** The layer as settings of a program with this base, whose first tensor this is. */
async function layerFor(
  uri: string,
  base: string,
  { convention, channels, state }: TargetLayer,
  files: SessionFiles,
  defaults: NonNullable<OpenRequest['defaults']>,
): Promise<ProgramSettings> {
  const moved = Object.entries(state).map(([name, value]: [string, ProgramState[keyof ProgramState]]) => {
    return [name, isTensorPath(value) ? tensorPath(base, resolveTensor(base, value)) : value] as const;
  });
  const shape = await files.withTensor(uri, (tensor) => Promise.resolve(tensor.shape));
  const { channelAxis: usual } = conventionNamed(convention ?? defaults.convention ?? 'pytorch');
  const channelAxis = axisWith(channels, shape, defaults.channelAxis ?? usual);
  return {
    ...(convention !== undefined && { convention }),
    ...(channelAxis !== undefined && { channelAxis }),
    state: Object.fromEntries(moved),
  };
}

/** `acts.npy`, `12 files` */
function titleOf(uris: readonly string[]): string {
  return uris.length === 1 ? tensorName(uris[0]) : `${uris.length} files`;
}
