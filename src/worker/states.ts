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
  type StateChannels,
  type States,
  type StatesSummary,
  summaryOfStates,
  type Target,
  targetOf,
} from '../session/index.js';
import type { WorkerEnvironment } from './environment.js';
import { viewOptions, turnOf } from './runOptions.js';

interface Entry {
  readonly states: States;
  readonly other: OtherStates | null;
}

type Request = Omit<StatesRequest, 'thresholds' | 'rules'> & { readonly thresholds: FindingThresholds };

/** Files that may hold layers. */
const holdsLayers = /\.(npz|safetensors|pt|pth|ckpt|bin|h5|hdf5|keras)$/i;
const mostBeside = 100;

/** Checkpoints that are open, and what they are compared with. */
export class OpenStates {
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, AbortController>();

  constructor(private readonly environment: WorkerEnvironment) {}

  /** @throws FormatError, EngineError where no layers are recognized; the reason of the one that stops it */
  async open(id: string, { target, against, settings, thresholds, policy }: Request): Promise<StatesSummary> {
    const { files } = this.environment;
    const controller = new AbortController();
    this.stop(id);
    this.#running.set(id, controller);
    const options = { ...viewOptions(id, controller.signal, this.environment), turn: turnOf(this.environment) };
    const sources = { files, policy: policy ?? { folders: [], allowed: [] }, thresholds };
    try {
      const states = target.kind === 'layer' ? null : await readStates(target, sources, settings, options);
      if (target.kind === 'layer' || !states)
        throw new EngineError('There are no BatchNorm layers in it whose parts are named as one');
      const read = async (uri: string): Promise<OtherStates> => {
        const title = nameOf(uri);
        const problem = `${title} has no BatchNorm layers whose parts are named as one`;
        try {
          return (await readStates(targetOf(uri), sources, settings, options)) ?? { title, problem };
        } catch (error) {
          if (isAbort(error) || !(error instanceof Error)) throw error;
          return { title, problem: error.message };
        }
      };
      const other = against === undefined ? null : await read(against);
      this.#entries.set(id, { states, other });
      return summaryOfStates(states, other, await this.#beside(target), 0);
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
    }
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
    this.#entries.delete(id);
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
