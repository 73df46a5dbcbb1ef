import type { Memento, Uri } from 'vscode';
import type { CheckpointSettings } from '../../session/index.js';

/** What is kept of a checkpoint's page over a reload of the window. */
export interface RememberedStates {
  /** URI of the file that it is compared with. */
  readonly against?: string;
  /** Empty: what had been chosen was taken back. */
  readonly rules?: CheckpointSettings;
}

interface Kept extends RememberedStates {
  readonly uri: string;
  /** Of an archive that is a model by itself: its tensors are looked at. */
  readonly isListed?: true;
}

const key = 'batchnorm.states';
const capacity = 50;

/** By document, those that were changed last. */
export class StatesMemory {
  constructor(private readonly memento: Memento) {}

  recall(uri: Uri): RememberedStates {
    const { against, rules } = this.#find(uri) ?? {};
    return { ...(against !== undefined && { against }), ...(rules && { rules }) };
  }

  remember(uri: Uri, states: RememberedStates): Promise<void> {
    return this.#keep(uri, { ...states, ...this.#listed(this.isListed(uri)) });
  }

  /** Whether the list of an archive's tensors is shown where it is a model by itself. */
  isListed(uri: Uri): boolean {
    return this.#find(uri)?.isListed === true;
  }

  async list(uri: Uri, isListed: boolean): Promise<void> {
    if (isListed !== this.isListed(uri)) await this.#keep(uri, { ...this.recall(uri), ...this.#listed(isListed) });
  }

  async #keep(uri: Uri, kept: Omit<Kept, 'uri'>): Promise<void> {
    const others = this.#all().filter((one) => one.uri !== uri.toString());
    const isWorth = kept.against !== undefined || kept.rules !== undefined || kept.isListed;
    const all = isWorth ? [{ uri: uri.toString(), ...kept }, ...others] : others;
    await this.memento.update(key, all.slice(0, capacity));
  }

  #listed(isListed: boolean): Pick<Kept, 'isListed'> {
    return isListed ? { isListed } : {};
  }

  #find(uri: Uri): Kept | undefined {
    return this.#all().find((one) => one.uri === uri.toString());
  }

  #all(): readonly Kept[] {
    return this.memento.get(key, []);
  }
}
