import { EngineError } from '../engine/index.js';
import type { StatesRequest } from '../protocol/index.js';
import {
  channelsOfState,
  fileOf,
  type FindingThresholds,
  folderOf,
  isAbort,
  nameOf,
  type OtherStates,
  readStates,
  RecordingSoFar,
  type StateChannels,
  type States,
  type StatesSummary,
  summaryOfStates,
  type Target,
  targetOf,
} from '../session/index.js';
import type { WorkerEnvironment } from './environment.js';
import { inOrder, type Queues } from './inOrder.js';
import { viewOptions, turnOf } from './runOptions.js';

interface Entry {
  readonly states: States;
  readonly other: OtherStates | null;
}

/** What was seen of a recording, for whoever asks for the same again. */
interface Seen {
  readonly asked: string;
  readonly soFar: RecordingSoFar;
}

type Request = Omit<StatesRequest, 'thresholds' | 'rules'> & { readonly thresholds: FindingThresholds };

/** Files that may hold layers. */
const holdsLayers = /\.(npz|safetensors|pt|pth|ckpt|bin|h5|hdf5|keras)$/i;
const mostBeside = 100;

/** Checkpoints that are open, and what they are compared with. */
export class OpenStates {
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, AbortController>();
  /** An opening goes on with what the one before, which it stops, has seen. */
  readonly #openings: Queues = new Map();
  readonly #seen = new Map<string, { readonly own: Seen; readonly other: Seen | null }>();

  constructor(private readonly environment: WorkerEnvironment) {}

  /** @throws FormatError, EngineError where no layers are recognized; the reason of the one that stops it */
  async open(id: string, request: Request): Promise<StatesSummary> {
    const controller = new AbortController();
    this.stop(id);
    this.#running.set(id, controller);
    try {
      return await inOrder(this.#openings, id, () => this.#open(id, request, controller.signal));
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
    }
  }

  async #open(id: string, request: Request, signal: AbortSignal): Promise<StatesSummary> {
    const { target, against, settings, thresholds, policy = { folders: [], allowed: [] } } = request;
    signal.throwIfAborted();
    const options = { ...viewOptions(id, signal, this.environment), turn: turnOf(this.environment) };
    const sources = { files: this.environment.files, policy, thresholds };
    const before = this.#seen.get(id);
    const own = seenOf(before?.own, [target, policy, thresholds, settings]);
    const there = against === undefined ? null : seenOf(before?.other, [against, policy, thresholds, settings]);
    this.#seen.set(id, { own, other: there });
    const states = target.kind === 'layer' ? null : await readStates(target, sources, settings, options, own.soFar);
    if (target.kind === 'layer' || !states)
      throw new EngineError('There are no BatchNorm layers in it whose parts are named as one');
    const read = async (uri: string): Promise<OtherStates> => {
      const title = nameOf(uri);
      const problem = `${title} has no BatchNorm layers whose parts are named as one`;
      try {
        return (await readStates(targetOf(uri), sources, settings, options, there?.soFar)) ?? { title, problem };
      } catch (error) {
        if (isAbort(error) || !(error instanceof Error)) throw error;
        return { title, problem: error.message };
      }
    };
    const other = against === undefined ? null : await read(against);
    this.#entries.set(id, { states, other });
    return summaryOfStates(states, other, await this.#beside(target), 0);
  }

  /** All channels of one layer. @throws EngineError where there is none */
  channels(id: string, at: number): StateChannels {
    const { states, other } = this.#entries.get(id) ?? {};
    const layer = states?.layers.at(at);
    if (!layer) throw new EngineError(`There is no layer ${at}: the file is not open, or has fewer`);
    const there = other && 'layers' in other ? other.layers.find(({ name }) => name === layer.name) : undefined;
    return channelsOfState(layer, there ?? null);
  }

  stop(id: string): void {
    this.#running.get(id)?.abort();
  }

  close(id: string): void {
    this.stop(id);
    for (const all of [this.#entries, this.#openings, this.#seen]) all.delete(id);
  }

  async #beside(target: Target): Promise<readonly string[]> {
    const uri = target.kind === 'program' ? target.uri : target.kind === 'files' ? fileOf(target.uris[0]) : null;
    if (uri === null) return [];
    const own = nameOf(uri);
    const names = await this.environment.files.list(folderOf(uri)).catch(() => []);
    return names
      .map(nameOf)
      .filter((name) => name !== own && holdsLayers.test(name))
      .slice(0, mostBeside);
  }
}

function seenOf(before: Seen | null | undefined, request: readonly unknown[]): Seen {
  const asked = JSON.stringify(request);
  return before?.asked === asked ? before : { asked, soFar: new RecordingSoFar() };
}
