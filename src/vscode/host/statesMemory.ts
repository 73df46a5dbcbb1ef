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

  remember(uri: Uri, { against, rules }: RememberedStates): Promise<void> {
    return this.#change(uri, { against, rules });
  }

  /** Whether the list of an archive's tensors is shown where it is a model by itself. */
  isListed(uri: Uri): boolean {
    return this.#find(uri)?.isListed === true;
  }

  async list(uri: Uri, isListed: boolean): Promise<void> {
    if (isListed !== this.isListed(uri)) await this.#change(uri, { isListed: isListed || undefined });
  }

  led(uri: Uri): ReadonlyMap<string, LedLayer> {
    return new Map(Object.entries(this.#find(uri)?.led ?? {}));
  }

  async keepLed(uri: Uri, layers: ReadonlyMap<string, LedLayer>): Promise<void> {
    const short = [...layers].filter(([, { program }]) => JSON.stringify(program).length <= mostText).slice(-mostLed);
    await this.#change(uri, { led: short.length > 0 ? Object.fromEntries(short) : undefined });
  }

  /** What is undefined is forgotten; a document of which nothing is left, too. */
  async #change(uri: Uri, change: { readonly [K in keyof Kept]?: Kept[K] | undefined }): Promise<void> {
    const kept = Object.entries({ ...this.#find(uri), ...change, uri: uri.toString() });
    const left = kept.filter(([, value]) => value !== undefined);
    const one = Object.fromEntries(left) as unknown as Kept;
    const others = this.#all().filter((other) => other.uri !== one.uri);
    await this.memento.update(key, (left.length > 1 ? [one, ...others] : others).slice(0, capacity));
  }

  #find(uri: Uri): Kept | undefined {
    return this.#all().find((one) => one.uri === uri.toString());
  }

  #all(): readonly Kept[] {
    return this.memento.get(key, []);
  }
}
