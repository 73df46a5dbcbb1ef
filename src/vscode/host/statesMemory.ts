import type { Memento, Uri } from 'vscode';
import type { CheckpointSettings, Program } from '../../session/index.js';

/** A layer's own session that was made to follow the rules that are chosen for all layers. */
export interface LedLayer {
  /** As it was then. */
  readonly program: Program;
  /** How many edits made it so. */
  readonly edits: number;
}

/** What is kept of the page of a checkpoint or a model over a reload of the window. */
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
  /** By name. */
  readonly led?: Readonly<Record<string, LedLayer>>;
}

const key = 'batchnorm.states';
const capacity = 50;
/** What is kept is sent whole with each change: longer programs are not kept. In characters of JSON. */
const mostText = 4096;
const mostLed = 100;

/** By document, those that were changed last. */
export class StatesMemory {
  constructor(private readonly memento: Memento) {}

  recall(uri: Uri): RememberedStates {
    const { against, rules } = this.#find(uri) ?? {};
    return { ...(against !== undefined && { against }), ...(rules && { rules }) };
  }

  remember(uri: Uri, states: RememberedStates): Promise<void> {
    return this.#keep(uri, { ...this.#beside(uri), ...states });
  }

  /** Whether the list of an archive's tensors is shown where it is a model by itself. */
  isListed(uri: Uri): boolean {
    return this.#find(uri)?.isListed === true;
  }

  async list(uri: Uri, isListed: boolean): Promise<void> {
    if (isListed === this.isListed(uri)) return;
    const { led } = this.#beside(uri);
    await this.#keep(uri, { ...(led && { led }), ...this.recall(uri), ...(isListed && { isListed }) });
  }

  led(uri: Uri): ReadonlyMap<string, LedLayer> {
    return new Map(Object.entries(this.#find(uri)?.led ?? {}));
  }

  async keepLed(uri: Uri, layers: ReadonlyMap<string, LedLayer>): Promise<void> {
    const { isListed } = this.#beside(uri);
    const short = [...layers].filter(([, { program }]) => JSON.stringify(program).length <= mostText).slice(-mostLed);
    const led = short.length > 0 && { led: Object.fromEntries(short) };
    await this.#keep(uri, { ...(isListed && { isListed }), ...this.recall(uri), ...led });
  }

  async #keep(uri: Uri, kept: Omit<Kept, 'uri'>): Promise<void> {
    const others = this.#all().filter((one) => one.uri !== uri.toString());
    const isWorth = [kept.against, kept.rules, kept.isListed, kept.led].some((one) => one !== undefined);
    const all = isWorth ? [{ uri: uri.toString(), ...kept }, ...others] : others;
    await this.memento.update(key, all.slice(0, capacity));
  }

  #beside(uri: Uri): Pick<Kept, 'isListed' | 'led'> {
    const { isListed, led } = this.#find(uri) ?? {};
    return { ...(isListed && { isListed }), ...(led && { led }) };
  }

  #find(uri: Uri): Kept | undefined {
    return this.#all().find((one) => one.uri === uri.toString());
  }

  #all(): readonly Kept[] {
    return this.memento.get(key, []);
  }
}
