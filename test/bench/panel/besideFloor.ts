import { median } from '../median.js';
import { result, type Budget, type Result } from '../result.js';
import type { BenchPanel } from './benchPanel.js';
import { timeOfFloor } from './floor.js';
import { timeToPaint } from './paint.js';

/** Times of something that is pressed, and of the floor just before each, in ms. */
export interface BesideFloor {
  readonly times: readonly number[];
  readonly floors: readonly number[];
}

/** Presses a tool of the panel some times, and says how long each took. */
export async function besideFloor(
  panel: BenchPanel,
  tool: string,
  rounds: number,
  say: (what: string) => void,
): Promise<BesideFloor> {
  const [times, floors]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    floors.push(await timeOfFloor(panel));
    times.push(await timeToPaint(panel.frame, 'click', () => panel.tool(tool).click()));
  }
  const list = (all: readonly number[]) => all.map(Math.round).join(', ');
  say(`${tool}: ${list(times)} ms, floor ${list(floors)} ms`);
  return { times, floors };
}

/** The least: what is still under way from what was pressed before is no part of the floor. */
export function leastOf(floors: readonly number[]): number {
  return Math.min(...floors);
}

/** The names of what `aboveFloorResults` gives. */
export function aboveFloorNames(name: string): readonly [string, string] {
  return [`${name}, click to painted`, `${name}, above the floor`];
}

/** What it takes as it is, and how much more than the floor, which is what the machine's pace has no part in. */
export function aboveFloorResults(name: string, { times, floors }: BesideFloor, budget: Budget): readonly Result[] {
  const [whole, above] = aboveFloorNames(name);
  const us = median(times);
  return [
    result({ name: whole, unit: 'ms', us, isHigherBetter: false }),
    result({ name: above, unit: 'ms', us: us - leastOf(floors), isHigherBetter: false, budget }),
  ];
}
