import { layoutOf } from '../../engine/index.js';
import { FormatError, type ReadOptions } from '../../formats/index.js';
import type { BatchStore } from '../batches/index.js';
import {
  batchOf,
  checkSets,
  checkUris,
  initialStateOf,
  isRefusal,
  layerOf,
  OutsideError,
  planProgram,
  type PlannedPass,
  type Program,
  type ProgramPath,
} from '../program/index.js';
import { planSources, type SessionSources } from './prepareSession.js';
import { openFrom } from './startOfPass.js';

/** What the data say against a program, and where in it: a file that is missing or refused, a shape that does not fit. */
export interface ProgramFault {
  readonly path: ProgramPath;
  readonly message: string;
  /** The file is outside of what the program may name by itself: somebody is asked when it runs. */
  readonly isOutside?: true;
}

/** Files that are looked at for one answer. */
const mostFiles = 2000;

/**
 * Every fault that the headers of the files show; no values of batches are read.
 * @throws the signal's reason
 */
export async function programFaults(
  program: Program,
  { base, files, store, policy }: SessionSources,
  options?: ReadOptions,
): Promise<readonly ProgramFault[]> {
  const faults: ProgramFault[] = [];
  const noting = async <T>(path: ProgramPath, look: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await look();
    } catch (error) {
      if (error instanceof OutsideError) faults.push({ path, message: error.message, isOutside: true });
      else if (isRefusal(error)) faults.push({ path, message: error.message });
      else throw error;
      return undefined;
    }
  };

  const sources = planSources({ files, store }, options);
  const planned: { readonly path: ProgramPath; readonly plan: readonly PlannedPass[] }[] = [];
  for (const [index, step] of program.steps.entries()) {
    const path: ProgramPath = ['steps', index];
    const plan = await noting(path, async () => {
      checkUris({ steps: [step] }, base, policy);
      return (await planProgram([step], base, sources, program.batchAxis)).plan;
    });
    if (plan) planned.push({ path, plan });
  }

  const shape = await shapesOf(planned, program, store, noting, options);
  if (!shape) return faults;
  const layer = await noting(['convention'], () => layerOf(program, shape));
  if (!layer) return faults;
  const open = openFrom(store, options);
  for (const [name, value] of Object.entries(program.state ?? {})) {
    const alone = { ...program, state: { [name]: value as unknown } } as Program;
    await noting(['state', name], () => {
      checkUris({ ...alone, steps: [] }, base, policy);
      return initialStateOf(alone, layer, shape, base, open);
    });
  }
  for (const [index, step] of program.steps.entries()) {
    if ('set' in step)
      await noting(['steps', index, 'set'], () => checkSets({ ...program, steps: [step] }, layer, shape, base, open));
  }
  return faults;
}

/** The first shape that can be normalized; notes every file that cannot. */
async function shapesOf(
  planned: readonly { readonly path: ProgramPath; readonly plan: readonly PlannedPass[] }[],
  program: Program,
  store: BatchStore,
  noting: <T>(path: ProgramPath, look: () => T | Promise<T>) => Promise<T | undefined>,
  options?: ReadOptions,
): Promise<readonly number[] | undefined> {
  let first: readonly number[] | undefined;
  const seen = new Set<string>();
  for (const { path, plan } of planned) {
    for (const { batch, expect, gradOutput } of plan) {
      if (seen.size >= mostFiles) return first;
      if (!seen.has(batch.uri)) {
        seen.add(batch.uri);
        const shape = await noting(path, async () => {
          const header = await store.header(batch, options);
          const channels = layoutOf(header.shape, layerOf(program, header.shape)).channels;
          const usual = first && layoutOf(first, layerOf(program, first)).channels;
          if (usual !== undefined && usual !== channels) {
            const place = 'shape';
            const problem = 'it has another number of channels than the batches before it';
            throw new FormatError({ file: batch.label, place, problem, expected: `${usual}`, found: `${channels}` });
          }
          return header.shape;
        });
        first ??= shape;
      }
      for (const [name, other] of Object.entries({ expect, gradOutput })) {
        if (!other || seen.has(other.uri)) continue;
        seen.add(other.uri);
        await noting([...path, name], () => store.header(batchOf(other.uri), options));
      }
      await options?.breathe?.();
      options?.signal?.throwIfAborted();
    }
  }
  return first;
}
