import { median } from '../median.js';
import { result } from '../result.js';
import { BenchPanel } from './benchPanel.js';
import { timeToPaint } from './paint.js';
import type { Part } from './part.js';

const rounds = 5;
const name = 'cancel while 16 GiB stream, click to painted word';

/** Cancel, pressed while a huge file streams, until the panel says that nothing runs any more. Median of some. */
export const cancel: Part = {
  name: 'cancel',
  figures: [name],
  async measure(workbench, figures, say) {
    const panel = await BenchPanel.ofProgram(workbench, 'endless.bn.json');
    await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
    await figures.take(name, async () => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await panel.tool('Train').click();
        await panel.cancel.waitFor();
        times.push(await timeToPaint(panel.frame, 'click', () => panel.cancel.click(), BenchPanel.stop));
      }
      say(`cancelling ${times.map(Math.round).join(', ')} ms`);
      return result({ name, unit: 'ms', us: median(times), isHigherBetter: false, budget: { atMost: 50 } });
    });
  },
};
