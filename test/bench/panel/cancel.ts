import { median } from '../median.js';
import { result } from '../result.js';
import { BenchPanel } from './benchPanel.js';
import { timeToPaint } from './paint.js';
import type { Part } from './part.js';

const rounds = 5;
const word = 'cancel while 16 GiB stream, click to painted word';
const name = 'cancel while 16 GiB stream, click to its end';

/** Cancel, pressed while a huge file streams, until the panel says that it stops, and until nothing runs any more. Medians of some. */
export const cancel: Part = {
  name: 'cancel',
  figures: [word, name],
  async measure(workbench, figures, say) {
    const panel = await BenchPanel.ofProgram(workbench, 'endless.bn.json');
    await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
    const cancelled = async (gone: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await panel.tool('Train').click();
        await panel.cancel.waitFor();
        times.push(await timeToPaint(panel.frame, 'click', () => panel.cancel.click(), gone));
      }
      say(`cancelling ${times.map(Math.round).join(', ')} ms`);
      return median(times);
    };
    await figures.take(word, async () => {
      const us = await cancelled(BenchPanel.stoppable);
      return result({ name: word, unit: 'ms', us, isHigherBetter: false, budget: { atMost: 50 } });
    });
    await figures.take(name, async () => {
      const us = await cancelled(BenchPanel.stop);
      return result({ name, unit: 'ms', us, isHigherBetter: false });
    });
  },
};
