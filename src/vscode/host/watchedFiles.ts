import { Uri } from 'vscode';
import type { SessionSnapshot } from '../../protocol/index.js';
import type { Program, Step } from '../../session/index.js';
import { fileOf, isPattern, isProgram, isWhole, namedPaths } from '../../session/program/paths/index.js';
import { baseOf, uriAt } from './sessionDocument.js';

/** What names the files that a session's numbers depend on; thousands of passes name the same few. */
export interface NamedFiles {
  /** URIs of the batches. */
  readonly batches: ReadonlySet<string>;
  /** Paths of the program's text: batches, state, expected outputs and gradients. */
  readonly paths: ReadonlySet<string>;
}

/** Keeps what each step names: another pass is another step, and those before it stay the same objects. */
export class NamedFilesReader {
  readonly #known = new WeakMap<Step, readonly string[]>();

  read({ program, passes }: SessionSnapshot): NamedFiles {
    const paths = new Set(pathsOf({ ...program, steps: [] }));
    for (const step of program.steps) for (const path of this.#pathsOf(step)) paths.add(path);
    return { batches: new Set(passes.map(({ uri }) => uri)), paths };
  }

  #pathsOf(step: Step): readonly string[] {
    let paths = this.#known.get(step);
    if (!paths) this.#known.set(step, (paths = pathsOf({ steps: [step] })));
    return paths;
  }
}

function pathsOf(program: Program): readonly string[] {
  return namedPaths(program).map(({ path }) => fileOf(path));
}

export function areSame(one: NamedFiles, other: NamedFiles): boolean {
  return hasSameNames(one.batches, other.batches) && hasSameNames(one.paths, other.paths);
}

function hasSameNames(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

/** Those files, and the program's own. */
export function watchedFiles(document: Uri, { batches, paths }: NamedFiles): readonly Uri[] {
  const base = baseOf(document);
  const files = [
    ...(isProgram(document.toString()) ? [document] : []),
    ...[...batches].map((uri) => Uri.parse(uri, true)),
    // The files that a pattern stands for are those of the passes.
    ...[...paths].filter((path) => isWhole(path) || !isPattern(path)).map((path) => uriAt(base, path)),
  ];
  return [...new Map(files.map((file) => [file.toString(), file])).values()];
}
