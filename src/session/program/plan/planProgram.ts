import { FormatError } from '../../../formats/index.js';
import { batchOf, mergedBatch } from './batchOf.js';
import { joinsAxis0, passesOf } from './cutPasses.js';
import { fileOf, nameOf, resolveTensor, tensorPath, valuesWithPaths } from '../paths/index.js';
import { matches, partners, statesAfter } from './matchTensors.js';
import type { PlanSources } from './planSources.js';
import type { LayerChanges, PassStep, RecordedStep, Step, TensorPath } from '../program.js';
import { checkPassCount } from './passLimit.js';
import { recordedPasses, recordedStepOf, type RecordingRules } from './recordedPasses.js';
import type { Plan, PlannedPass } from './plannedPass.js';
import { tensorName } from '../tensorName.js';
import { resolvedSet } from './setSteps.js';
import { mergedRows } from './virtualBatches.js';

/** numpy.allclose's own. */
const DEFAULT_RTOL = 1e-5;
const DEFAULT_ATOL = 1e-8;

/** Steps that are planned before others have a turn. */
const stepsInTurn = 64;

/**
 * The passes of a program, in order: patterns in natural order, files with a pass axis or a batch size cut.
 * @param base URI of the folder that the paths are relative to
 * @param batchAxis that files with a batch size are cut along; negative counts from the end
 * @throws FormatError where a pattern matches nothing, a file that is to be cut cannot be read, or it comes to more passes
 * than a program may have; what `breathe` throws
 */
export async function planProgram(
  steps: readonly Step[],
  base: string,
  given: PlanSources,
  batchAxis = 0,
  recording: RecordingRules = {},
): Promise<Plan> {
  const plan: PlannedPass[] = [];
  const stepOfPass: number[] = [];
  // Ranks count as passes do: merged ones are many in one.
  let planned = 0;
  let sets: readonly LayerChanges[] = [];
  const notices: string[] = [];
  const add = (pass: PlannedPass, step: number) => {
    plan.push(sets.length > 0 ? { ...pass, sets } : pass);
    sets = [];
    stepOfPass.push(step);
    planned += pass.batch.parts?.length ?? 1;
  };
  const sources = asOfNow(given);
  checkPassCount(steps.length, 0, nameOf(base), 'steps');
  for (const [index, step] of steps.entries()) {
    if (index % stepsInTurn === stepsInTurn - 1) await sources.breathe?.();
    if ('set' in step) {
      sets = [...sets, resolvedSet(step, base)];
      continue;
    }
    if ('recorded' in step) {
      const own = await recordedPasses(step, base, sources, planned, recording);
      for (const pass of own.passes) add(pass, index);
      notices.push(...own.notices);
      continue;
    }
    const mode = 'train' in step ? 'train' : 'eval';
    const batch = 'train' in step ? step.train : step.eval;
    const [file, place] = [fileOf(isSeveral(batch) ? batch[0] : batch), `step ${index + 1}`];
    if (isSeveral(batch)) {
      for (const pass of await rankPasses(step, batch, base, sources, batchAxis, planned)) add(pass, index);
      continue;
    }
    const uris = await matches(base, batch, sources);
    checkPassCount(uris.length, planned, file, place);
    const expected = await partners(uris, base, step.expect, 'expect', sources);
    const gradients = await partners(uris, base, step.gradOutput, 'gradOutput', sources);
    const expectedGradients = await partners(uris, base, step.expectGrad, 'expectGrad', sources);
    const states = await statesAfter(uris, base, step, sources);
    const { rtol = DEFAULT_RTOL, atol = DEFAULT_ATOL } = step;
    if (step.virtualBatchSize !== undefined && mode === 'eval') {
      const problem = 'only training has virtual batches: eval normalizes every batch by the running values';
      throw new FormatError({ file, place: 'virtualBatchSize', problem });
    }
    for (const [at, uri] of uris.entries()) {
      const passes = await passesOf(uri, step, batchAxis, sources, planned);
      for (const [part, { partner, ...pass }] of passes.entries()) {
        const values = part === passes.length - 1 ? states[at] : undefined;
        add(
          {
            mode,
            ...(expected && { expect: { uri: await partner(expected[at]), rtol, atol } }),
            ...(gradients && { gradOutput: { uri: await partner(gradients[at]) } }),
            ...(expectedGradients && { expectGrad: { uri: await partner(expectedGradients[at]), rtol, atol } }),
            ...(values && { stateAfter: { values, rtol, atol } }),
            ...(mode === 'train' && step.keepsState && { keepsState: true }),
            ...pass,
          },
          index,
        );
      }
    }
  }
  return { plan, stepOfPass, ...(notices.length > 0 && { notices }) };
}

/** The same sources, each folder and archive listed once: a program may name one in every step. */
function asOfNow(sources: PlanSources): PlanSources {
  const once = (list: (uri: string) => Promise<readonly string[]>) => {
    const known = new Map<string, Promise<readonly string[]>>();
    return (uri: string) => {
      const names = known.get(uri) ?? list(uri);
      known.set(uri, names);
      return names;
    };
  };
  return {
    ...sources,
    list: once((folder) => sources.list(folder)),
    members: once((uri) => sources.members(uri)),
  };
}

/** The step that plans just this pass, without what is set before it. */
export function stepOf(pass: PlannedPass, base: string): PassStep | RecordedStep {
  const recorded = recordedStepOf(pass, base);
  if (recorded) return recorded;
  const { mode, batch, expect, gradOutput, expectGrad, stateAfter, keepsState } = pass;
  const { rtol = DEFAULT_RTOL, atol = DEFAULT_ATOL } = expect ?? expectGrad ?? stateAfter ?? {};
  const path = tensorPath(base, batch.uri);
  const merged = mergedRows(batch);
  const train = merged ? path : (batch.parts?.map(({ uri }) => tensorPath(base, uri)) ?? path);
  return {
    ...(mode === 'train' ? { train, ...merged } : { eval: path }),
    ...(keepsState && { keepsState }),
    ...(batch.rows && { rows: [batch.rows.start, batch.rows.count] as const }),
    ...(expect && { expect: tensorPath(base, expect.uri) }),
    ...(rtol !== DEFAULT_RTOL && { rtol }),
    ...(atol !== DEFAULT_ATOL && { atol }),
    ...(gradOutput && { gradOutput: tensorPath(base, gradOutput.uri) }),
    ...(expectGrad && { expectGrad: tensorPath(base, expectGrad.uri) }),
    ...(stateAfter && {
      stateAfter: valuesWithPaths(stateAfter.values, (path) => tensorPath(base, resolveTensor('', path))),
    }),
  };
}

/** The passes of a step whose batch is spread over several files. */
async function rankPasses(
  step: PassStep,
  paths: readonly TensorPath[],
  base: string,
  sources: PlanSources,
  batchAxis: number,
  before: number,
): Promise<readonly PlannedPass[]> {
  const cut = (['passAxis', 'batchSize', 'rows', 'virtualBatchSize'] as const).find((name) => step[name] !== undefined);
  if (cut)
    throw new FormatError({ file: fileOf(paths[0]), place: cut, problem: 'it cuts one file, and there are several' });
  const uris: string[] = [];
  for (const path of paths) {
    const found = await matches(base, path, sources);
    checkPassCount(uris.length + found.length, before, fileOf(path), 'ranks');
    for (const uri of found) uris.push(uri);
  }
  const isApart = step.ranks === 'apart';
  if (!isApart && uris.length > 1 && batchAxis !== 0) throw joinsAxis0(tensorName(uris[0]), batchAxis);
  const batches = isApart ? uris.map((uri) => batchOf(uri)) : [mergedBatch(uris)];
  const owners = batches.map(({ uri }) => uri);
  const expected = await partners(owners, base, step.expect, 'expect', sources);
  const gradients = await partners(owners, base, step.gradOutput, 'gradOutput', sources);
  const expectedGradients = await partners(owners, base, step.expectGrad, 'expectGrad', sources);
  const states = await statesAfter(owners, base, step, sources);
  const { rtol = DEFAULT_RTOL, atol = DEFAULT_ATOL } = step;
  return batches.map((batch, index) => ({
    mode: 'train',
    batch,
    ...(expected && { expect: { uri: expected[index], rtol, atol } }),
    ...(gradients && { gradOutput: { uri: gradients[index] } }),
    ...(expectedGradients && { expectGrad: { uri: expectedGradients[index], rtol, atol } }),
    ...(states[index] && { stateAfter: { values: states[index], rtol, atol } }),
    ...((step.keepsState === true || index > 0) && { keepsState: true }),
  }));
}

/** `Array.isArray` would take what is read-only for no array. */
function isSeveral(given: TensorPath | readonly TensorPath[]): given is readonly TensorPath[] {
  return Array.isArray(given);
}
