import type { PassStep, Program, RecordedStep, Step, TensorPath } from '../program.js';
import { fileOf, isTensorPath } from './tensorUri.js';

/** A path of a program, and where in the program it stands: `steps[3].train[0]`. */
export interface NamedPath {
  readonly place: string;
  readonly path: TensorPath;
}

type Move = (path: TensorPath, place: string) => TensorPath;

/** Every path in a program. */
export function namedPaths(program: Program): readonly NamedPath[] {
  const paths: NamedPath[] = [];
  programWithPaths(program, (path, place) => {
    paths.push({ place, path });
    return path;
  });
  return paths;
}

/** The program with other paths in the places of its own. */
export function programWithPaths(program: Program, move: Move): Program {
  const { state } = program;
  return {
    ...program,
    ...(state && { state: valuesWithPaths(state, move, 'state') }),
    steps: program.steps.map((step, index) => stepWithPaths(step, move, `steps[${index}]`)),
  };
}

/** The step likewise. @param place of the step in its program */
export function stepWithPaths(step: Step, move: Move, place: string): Step {
  if ('set' in step) return { set: valuesWithPaths(step.set, move, `${place}.set`) };
  return 'recorded' in step ? recordedWithPaths(step, move, place) : passWithPaths(step, move, place);
}

function recordedWithPaths(step: RecordedStep, move: Move, place: string): RecordedStep {
  const { recorded, tensors } = step;
  return {
    ...step,
    recorded: fileOf(move(recorded, `${place}.recorded`)),
    ...(tensors !== undefined && { tensors: fileOf(move(tensors, `${place}.tensors`)) }),
  };
}

function passWithPaths(step: PassStep, move: Move, place: string): PassStep {
  const { expect, gradOutput, expectGrad, stateAfter } = step;
  const moved = batchesWithPaths(step, move, place);
  return {
    ...moved,
    ...(expect !== undefined && { expect: move(expect, `${place}.expect`) }),
    ...(gradOutput !== undefined && { gradOutput: move(gradOutput, `${place}.gradOutput`) }),
    ...(expectGrad !== undefined && { expectGrad: move(expectGrad, `${place}.expectGrad`) }),
    ...(stateAfter && { stateAfter: valuesWithPaths(stateAfter, move, `${place}.stateAfter`) }),
  };
}

function batchesWithPaths(step: PassStep, move: Move, place: string): PassStep {
  if ('eval' in step) return { ...step, eval: move(step.eval, `${place}.eval`) };
  const { train } = step;
  if (isTensorPath(train)) return { ...step, train: move(train, `${place}.train`) };
  return { ...step, train: train.map((rank, index) => move(rank, `${place}.train[${index}]`)) };
}

/** Values by their names, those that are paths replaced. @param place of them in their program */
export function valuesWithPaths<T extends object>(values: T, move: Move, place = ''): T {
  const moved = (Object.entries(values) as [string, unknown][]).map(([name, value]) => [
    name,
    isTensorPath(value) ? move(value, `${place}.${name}`) : value,
  ]);
  return Object.fromEntries(moved) as T;
}
