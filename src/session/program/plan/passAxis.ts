import { droppedAxis, hasRange } from '../../../formats/index.js';
import { batchOf } from './batchOf.js';
import { stepOf } from './planProgram.js';
import type { PassStep, RecordedStep, Step } from '../program.js';
import type { Batch, PlannedPass } from './plannedPass.js';
import { isPassStep, setStepsOf } from './setSteps.js';
import { stepsOf } from './stepsOf.js';
import { tensorPlace, tensorUri } from '../paths/index.js';

/** The tensor that holds a pass's tensor among those of other passes, and along which axis; null where it holds no others. */
export function passAxisOf({ uri, parts }: Batch): { readonly whole: string; readonly axis: number } | null {
  const { slice, ...place } = tensorPlace(uri);
  const axis = parts ? null : droppedAxis(slice);
  return axis === null ? null : { whole: tensorUri(place), axis };
}

/**
 * The steps of a plan whose files are taken as one pass for each entry of an axis, or as one pass each again. Files that
 * the program takes less of than that, or with other ranks, stay as they are; so do those between whose passes something is
 * set.
 * @param axis null: each file is one pass
 * @param rank of the files that this is about
 */
export async function stepsAlong(
  plan: readonly PlannedPass[],
  axis: number | null,
  rank: number,
  base: string,
  shapeOf: (uri: string) => Promise<readonly number[]>,
): Promise<readonly Step[]> {
  const files: File[] = [];
  let last = '';
  for (const pass of plan) {
    const whole = await wholePass(pass, rank, shapeOf);
    // Of a file's passes only the last says what state is expected after them.
    const planned = stepOf(whole ?? pass, base);
    if (!isPassStep(planned)) {
      files.push({ step: planned, passes: [pass] });
      last = '';
      continue;
    }
    const { stateAfter, ...step } = planned;
    const text = JSON.stringify(step);
    // All passes over one file become one step.
    const file = whole !== null && text === last ? files.at(-1) : undefined;
    file?.passes.push(pass);
    if (file && stateAfter) file.step = { ...file.step, stateAfter };
    if (!file) {
      const own = { ...step, ...(stateAfter && { stateAfter }) };
      files.push({ step: whole !== null && axis !== null ? { ...own, passAxis: axis } : own, passes: [pass] });
    }
    last = whole === null || whole === pass ? '' : text;
  }
  return files.flatMap(({ step, passes: [first, ...others] }) =>
    others.some(({ sets }) => sets)
      ? [first, ...others].flatMap((pass) => stepsOf(pass, base))
      : [...setStepsOf(first, base), step],
  );
}

/** What becomes one step. */
interface File {
  step: PassStep | RecordedStep;
  readonly passes: PlannedPass[];
}

async function wholePass(
  pass: PlannedPass,
  rank: number,
  shapeOf: (uri: string) => Promise<readonly number[]>,
): Promise<PlannedPass | null> {
  const { batch, expect, gradOutput, expectGrad } = pass;
  if (batch.parts || hasRange(tensorPlace(batch.uri).slice)) return null;
  const along = passAxisOf(batch);
  const whole = along?.whole ?? batch.uri;
  if ((await shapeOf(whole)).length !== rank) return null;
  if (!along && !batch.rows) return pass;
  const { slice } = tensorPlace(batch.uri);
  const unpicked = (uri: string): string => {
    const { slice: own, ...place } = tensorPlace(uri);
    return own !== undefined && own === slice ? tensorUri(place) : uri;
  };
  return {
    ...pass,
    batch: batchOf(whole),
    ...(expect && { expect: { ...expect, uri: unpicked(expect.uri) } }),
    ...(gradOutput && { gradOutput: { uri: unpicked(gradOutput.uri) } }),
    ...(expectGrad && { expectGrad: { ...expectGrad, uri: unpicked(expectGrad.uri) } }),
  };
}
