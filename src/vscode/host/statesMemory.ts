import type { Memento, Uri } from 'vscode';
import type { CheckpointSettings } from '../../session/index.js';

/** What is kept of a checkpoint's page over a reload of the window. */
export interface RememberedStates {
  /** URI of the file that it is compared with. */
  readonly against?: string;
  readonly rules?: CheckpointSettings;
}

const key = 'batchnorm.states';
const capacity = 50;

/** By document, those that were changed last. */
export class StatesMemory {
  constructor(private readonly memento: Memento) {}

  recall(uri: Uri): RememberedStates {
    return this.#all().find((one) => one.uri === uri.toString()) ?? {};
  }

  async remember(uri: Uri, states: RememberedStates): Promise<void> {
    const others = this.#all().filter((one) => one.uri !== uri.toString());
    const isWorth = states.against !== undefined || Object.keys(states.rules ?? {}).length > 0;
    const all = isWorth ? [{ uri: uri.toString(), ...states }, ...others] : others;
    await this.memento.update(key, all.slice(0, capacity));
  }

  #all(): readonly (RememberedStates & { readonly uri: string })[] {
    return this.memento.get(key, []);
  }
}
