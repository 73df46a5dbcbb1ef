import type { Uri } from 'vscode';
import type { Outcome, StatesRequest } from '../../protocol/index.js';
import type { CheckpointSettings, StateChannels, StatesSummary } from '../../session/index.js';
import { rulesAfter } from './rulesAfter.js';
import type { RememberedStates, StatesMemory } from './statesMemory.js';
import type { WorkerLink } from './workerLink.js';

/** The states of a document's layers in the worker: beside whose they are shown, and by which rules. */
export class LiveStates {
  #chosen: RememberedStates;
  #revision = 0;
  /** What was chosen last, until it is there. */
  #choosing: Promise<unknown> = Promise.resolve();
  /** Of the worker that has them. */
  #generation = -1;

  constructor(
    private readonly link: WorkerLink,
    private readonly id: string,
    private readonly uri: Uri,
    private readonly memory: StatesMemory,
    private readonly request: () => Omit<StatesRequest, 'against' | 'settings'>,
  ) {
    this.#chosen = memory.recall(uri);
  }

  /** URI of the file that they are compared with. */
  get against(): string | undefined {
    return this.#chosen.against;
  }

  /** Reads them from their files, also again. */
  async open(): Promise<Outcome<StatesSummary>> {
    const { against, rules } = this.#chosen;
    const request = {
      ...this.request(),
      ...(against !== undefined && { against }),
      ...(rules && { settings: rules }),
    };
    const revision = (this.#revision += 1);
    const opened = await this.link.call((api) => api.openStates(this.id, request));
    this.#generation = this.link.generation;
    return opened.ok ? { ok: true, value: { ...opened.value, revision } } : opened;
  }

  /** Reads them again, which nobody waits for, behind what is being chosen; null where something else was read meanwhile. */
  async renew(): Promise<Outcome<StatesSummary> | null> {
    await this.#choosing;
    const revision = this.#revision + 1;
    const opened = await this.open();
    return revision === this.#revision ? opened : null;
  }

  /** @param against null: nothing */
  async compare(against: string | null): Promise<Outcome<StatesSummary>> {
    const { rules } = this.#chosen;
    return this.#choose({ ...(against !== null && { against }), ...(rules && { rules }) });
  }

  /** Those that were chosen; empty: none any more. */
  get rules(): CheckpointSettings | undefined {
    return this.#chosen.rules;
  }

  /** Those that count after a change; null: what the file says or suggests. */
  rulesAfter(changes: CheckpointSettings | null): CheckpointSettings {
    return rulesAfter(this.rules, changes);
  }

  setRules(rules: CheckpointSettings): Promise<Outcome<StatesSummary>> {
    return this.#choose({ ...this.#chosen, rules });
  }

  /** The same, where they are read later. */
  async keepRules(rules: CheckpointSettings): Promise<void> {
    this.#chosen = { ...this.#chosen, rules };
    await this.memory.remember(this.uri, this.#chosen);
  }

  /** All channels of one layer; a worker that has ended since is given them again. */
  async channels(layer: number): Promise<Outcome<StateChannels>> {
    if (this.#generation !== this.link.generation) {
      const opened = await this.open();
      if (!opened.ok) return opened;
    }
    return this.link.call((api) => api.stateChannels(this.id, layer));
  }

  #choose(chosen: RememberedStates): Promise<Outcome<StatesSummary>> {
    const choosing = this.#read(chosen);
    this.#choosing = choosing.catch(() => undefined);
    return choosing;
  }

  /** What cannot be read is not remembered. */
  async #read(chosen: RememberedStates): Promise<Outcome<StatesSummary>> {
    const before = this.#chosen;
    this.#chosen = chosen;
    const opened = await this.open();
    const problem = opened.ok ? opened.value.compared?.problem : opened.failure.message;
    if (problem === undefined) {
      await this.memory.remember(this.uri, chosen);
      return opened;
    }
    // What was chosen since stays.
    if (this.#chosen === chosen) this.#chosen = before;
    return { ok: false, failure: opened.ok ? { title: 'That cannot be compared', message: problem } : opened.failure };
  }
}
