import { median } from '../median.js';
import { result } from '../result.js';
import { wideShape } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { frameTimes } from './frameTimes.js';
import { timeToPaint } from './paint.js';
import type { Part } from './part.js';

/** A display of 60 Hz shows every frame that is ready after this many ms. */
const frame = 1000 / 60;

const figureName = (what: string) => `${wideShape[1]} channels: ${what}`;
const sort = figureName('sort, click to painted');
const filter = figureName('filter, key to painted');
const late = figureName('scroll, frames over 16.7 ms');
const missed = figureName('scroll, frames over 33 ms');

/** Sorting, filtering and scrolling the table of 65,536 channels. */
export const channels: Part = {
  name: 'channels',
  figures: [sort, filter, late, missed],
  async measure(workbench, figures, say) {
    await workbench.openFile('wide.npy');
    const panel = await BenchPanel.shown(workbench);
    await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
    const figure = (name: string, unit: string, us: number, atMost: number) =>
      result({ name, unit, us, isHigherBetter: false, budget: { atMost } });
    await figures.take(sort, async () => {
      const times: number[] = [];
      for (const column of ['batch mean', 'batch var', 'batch mean', 'batch var']) {
        times.push(await timeToPaint(panel.frame, 'click', () => panel.columnHead(column).click()));
      }
      say(`sorting ${times.map(Math.round).join(', ')} ms`);
      return figure(sort, 'ms', median(times), 100);
    });
    await figures.take(filter, async () => {
      const times: number[] = [];
      for (const text of ['mean > 0.3', 'var < 0.35', '|gap| > 0.1', '']) {
        times.push(await timeToPaint(panel.frame, 'input', () => panel.filter.fill(text)));
      }
      say(`filtering ${times.map(Math.round).join(', ')} ms`);
      return figure(filter, 'ms', median(times), 100);
    });
    await figures.take([late, missed], async () => {
      const frames = await frameTimes(panel);
      const share = (limit: number) => (100 * frames.filter((time) => time > limit * frame).length) / frames.length;
      return [figure(late, '%', share(1.5), 10), figure(missed, '%', share(2.5), 1)];
    });
  },
};
