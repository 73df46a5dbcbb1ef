import type { Program, ProgramState } from '../program.js';
import { naturalOrder } from './programPaths.js';

/** How people name the parts of a layer's state, without the file's ending. */
const stateNames: Readonly<Record<Exclude<keyof ProgramState, 'weight' | 'bias'>, RegExp>> = {
  gamma: /^(.*[._-])?(gamma|weight|scale)$/i,
  beta: /^(.*[._-])?(beta|bias|offset)$/i,
  runningMean: /^(.*[._-])?(running|moving|population|pop)_?mean$|^rm$/i,
  runningVar: /^(.*[._-])?(running|moving|population|pop)_?var(iance)?$|^rv$/i,
  numBatchesTracked: /^(.*[._-])?num_batches_tracked$/i,
};
/** What is no batch by its name. */
const results = /(^|[._-])(out|outputs?|expect(ed)?|y|grad|gradients?|dy|dx)([._-]?\d+)?$/i;
const evaluated = /(^|[._-])(val|valid|validation|eval|test)([._-]|\d|$)/i;

/** Whether a name says that a batch is for eval: `val_0`. */
export function isEvaluated(name: string): boolean {
  return evaluated.test(name);
}

/** A program of a folder's files: what their names say. Files that are numbered alike are one step. */
export function programOfNames(names: readonly string[]): Program {
  const state: Record<string, string> = {};
  const batches = new Map<string, string[]>();
  for (const name of names.filter((one) => /\.(npy|tensor\.json)$/i.test(one)).toSorted(naturalOrder)) {
    const stem = name.replace(/\.(npy|tensor\.json)$/i, '');
    const part = Object.entries(stateNames).find(([, pattern]) => pattern.test(stem))?.[0];
    if (part !== undefined) {
      state[part] ??= name;
      continue;
    }
    if (results.test(stem)) continue;
    const numbered = /^(.*?)\d+(\.[^.]+(?:\.json)?)$/.exec(name);
    const pattern = numbered ? `${numbered[1]}*${numbered[2]}` : name;
    batches.set(pattern, [...(batches.get(pattern) ?? []), name]);
  }
  const steps = [...batches]
    .map(([pattern, files]) => ({ path: files.length > 1 ? pattern : files[0], isEval: isEvaluated(files[0]) }))
    .toSorted((a, b) => Number(a.isEval) - Number(b.isEval))
    .map(({ path, isEval }) => (isEval ? { eval: path } : { train: path }));
  return { convention: 'pytorch', ...(Object.keys(state).length > 0 && { state }), steps };
}
