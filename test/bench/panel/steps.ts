import { median } from '../median.js';
import { result } from '../result.js';
import { batchCount, largeShape } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { aboveFloorNames, aboveFloorResults, besideFloor, leastOf } from './besideFloor.js';
import { timeToPaint } from './paint.js';
import type { Part } from './part.js';

const what = `(${largeShape.join()}) float32`;
const unknown = `step, ${what} in the page cache, click to painted`;
const known = `step, ${what}, statistics known`;
const back = `step back, ${what}`;
const floor = 'floor, click to painted word';

/** Train and Step back, pressed in the panel on a large tensor in the page cache, until all views have been drawn. */
export const steps: Part = {
  name: 'steps',
  figures: [floor, unknown, ...aboveFloorNames(known), ...aboveFloorNames(back)],
  async measure(workbench, figures, say) {
    const panel = await BenchPanel.ofProgram(workbench, 'large.bn.json');
    await figures.take(unknown, async () => {
      const times: number[] = [];
      for (let pass = 0; pass < batchCount; pass++) {
        times.push(await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click()));
      }
      say(`not known: ${times.map(Math.round).join(', ')} ms`);
      // Opening the program has looked at the first batch.
      const us = median(times.slice(1));
      return result({ name: unknown, unit: 'ms', us, isHigherBetter: false, budget: { atMost: 150 } });
    });
    await figures.take([...aboveFloorNames(known), floor], async () => {
      const taken = await besideFloor(panel, 'Train', batchCount, say);
      const us = leastOf(taken.floors);
      return [
        ...aboveFloorResults(known, taken, { atMost: 50 }),
        result({ name: floor, unit: 'ms', us, isHigherBetter: false }),
      ];
    });
    await figures.take(aboveFloorNames(back), async () =>
      aboveFloorResults(back, await besideFloor(panel, 'Step back', batchCount, say), { atMost: 30 }),
    );
  },
};
