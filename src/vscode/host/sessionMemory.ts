import type { Memento, Uri } from 'vscode';
import { isEqual, type OpenRequest } from '../../protocol/index.js';
import { TaskQueue } from '../taskQueue.js';
import type { TextStore } from './longPrograms.js';
import { StatesMemory } from './statesMemory.js';

type Restore = NonNullable<OpenRequest['restore']>;

/** What is kept of a session over a reload of the window. */
export interface Remembered extends Restore {
  /** Of a program file: its own text was edited since when this differs. */
  readonly stamp?: string;
  /** URIs of files outside the program's folder that the user chose or allowed. */
  readonly allowed?: readonly string[];
}

/** What changes with every step; the rest, which may be long, is written when it is another. */
interface Place {
  readonly uri: string;
  readonly cursor: Restore['cursor'];
}
type Kept = Omit<Remembered, 'cursor'>;
type Programs = Pick<Kept, 'program' | 'branches'>;
/** As it is stored: the programs of a long one are in a text of this name. */
type Stored = Kept | (Omit<Kept, keyof Programs> & { readonly text: string });

/**
 * VS Code sends all that an extension keeps of a workspace with whatever is written of it: 300 KB with each step in a program
 * of 10,000, twice where the step is new.
 */
const mostSteps = 100;

const placesKey = 'batchnorm.sessions';
const keyOf = (uri: string): string => `batchnorm.session:${uri}`;

/** Programs and cursors by document, the most recently changed ones only. */
export class SessionMemory {
  /** What was written last, by document. */
  readonly #written = new Map<string, Kept>();
  /** Of checkpoints' pages. */
  readonly states: StatesMemory;
  /** What was remembered last is what is recalled. */
  readonly #queue = new TaskQueue();

  /** @param texts where long programs are kept; absent: with the others */
  constructor(
    private readonly memento: Memento,
    private readonly texts?: TextStore,
    private readonly capacity = 50,
  ) {
    this.states = new StatesMemory(memento);
  }

  recall(uri: Uri): Promise<Remembered | undefined> {
    return this.#queue.run(() => this.#read(uri.toString()));
  }

  async #read(key: string): Promise<Remembered | undefined> {
    const place = this.#places().find((one) => one.uri === key);
    const kept = place && (await this.#kept(key));
    return kept && { ...kept, cursor: place.cursor };
  }

  remember(uri: Uri, remembered: Remembered): Promise<void> {
    return this.#queue.run(() => this.#write(uri.toString(), remembered));
  }

  forget(uri: Uri): Promise<void> {
    return this.#queue.run(() => this.#erase(uri.toString()));
  }

  async #kept(key: string): Promise<Kept | undefined> {
    const stored = this.memento.get<Stored>(keyOf(key));
    if (!stored || !('text' in stored)) return stored;
    const { text, ...kept } = stored;
    const programs = programsIn(await this.texts?.read(text));
    return programs && { ...kept, ...programs };
  }

  async #write(key: string, { cursor, ...kept }: Remembered): Promise<void> {
    const recent = [{ uri: key, cursor }, ...this.#places().filter((other) => other.uri !== key)];
    if (!isSame(this.#written.get(key), kept)) {
      await this.#store(key, kept);
      this.#written.set(key, kept);
    }
    await this.memento.update(placesKey, recent.slice(0, this.capacity));
    for (const old of recent.slice(this.capacity)) {
      this.#written.delete(old.uri);
      await this.#replace(old.uri, undefined);
    }
  }

  async #store(key: string, kept: Kept): Promise<void> {
    const { texts } = this;
    const { program, branches, ...others } = kept;
    if (!texts || !isLong(kept)) {
      await this.#replace(key, kept);
      return;
    }
    const before = this.memento.get<Stored>(keyOf(key));
    const known = before && 'text' in before ? before.text : null;
    const text = known ?? newName();
    // What was written since the window was opened is known to be there.
    const written = known === null ? undefined : this.#written.get(key);
    if (written?.program !== program || !areSame(written.branches, branches)) {
      await texts.write(text, JSON.stringify({ program, ...(branches && { branches }) }));
    }
    const stored: Stored = { ...others, text };
    if (!isEqual(before, stored)) await this.memento.update(keyOf(key), stored);
  }

  async #erase(key: string): Promise<void> {
    this.#written.delete(key);
    await this.#replace(key, undefined);
    await this.memento.update(
      placesKey,
      this.#places().filter((other) => other.uri !== key),
    );
  }

  /** What was stored gives way; its text when nothing names it any more. */
  async #replace(key: string, kept: Kept | undefined): Promise<void> {
    const before = this.memento.get<Stored>(keyOf(key));
    await this.memento.update(keyOf(key), kept);
    if (before && 'text' in before) await this.texts?.remove(before.text);
  }

  /** An earlier version kept names alone. */
  #places(): readonly Place[] {
    return this.memento.get<readonly (Place | string)[]>(placesKey, []).filter((place) => typeof place !== 'string');
  }
}

/** Whether sending it would take longer than writing it. */
function isLong({ program, branches }: Programs): boolean {
  const others = branches?.others.map((branch) => branch.program) ?? [];
  return [program, ...others].reduce((steps, one) => steps + one.steps.length, 0) > mostSteps;
}

function newName(): string {
  return `program-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}.json`;
}

/** Undefined where it is none; what its programs say is checked when they are opened. */
function programsIn(text: string | undefined): Programs | undefined {
  try {
    const found: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof found === 'object' && found !== null && 'program' in found ? (found as Programs) : undefined;
  } catch {
    return undefined;
  }
}

function areSame(before: Kept['branches'], after: Kept['branches']): boolean {
  const [old = [], now = []] = [before?.others, after?.others];
  const isSameOne = (index: number) => old[index].name === now[index].name && old[index].program === now[index].program;
  return before?.current === after?.current && old.length === now.length && old.every((_, index) => isSameOne(index));
}

/** A program that has not changed is the same object. */
function isSame(before: Kept | undefined, after: Kept): boolean {
  const files = (kept: Kept) => (kept.allowed ?? []).join('\n');
  const isSameText = before?.stamp === after.stamp && before?.program === after.program;
  return isSameText && files(before) === files(after) && areSame(before.branches, after.branches);
}
