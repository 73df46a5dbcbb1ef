import type { Workbench } from '../../host/workbench.js';
import { result, type Result } from '../result.js';
import { wideShape } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { frameTimes } from './frameTimes.js';
import { timeToPaint } from './paint.js';
import { median } from './steps.js';

/** A display of 60 Hz shows every frame that is ready after this many ms. */
const frame = 1000 / 60;

/** Sorting, filtering and scrolling the table of 65,536 channels. */
export async function channelTable(workbench: Workbench, say: (what: string) => void): Promise<readonly Result[]> {
  await workbench.openFile('wide.npy');
  const panel = await BenchPanel.shown(workbench);
  await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
  const sorts: number[] = [];
  for (const column of ['batch mean', 'batch var', 'batch mean', 'batch var']) {
    sorts.push(await timeToPaint(panel.frame, 'click', () => panel.columnHead(column).click()));
  }
  const filters: number[] = [];
  for (const text of ['mean > 0.3', 'var < 0.35', '|gap| > 0.1', '']) {
    filters.push(await timeToPaint(panel.frame, 'input', () => panel.filter.fill(text)));
  }
  say(`sorting ${sorts.map(Math.round).join(', ')} ms, filtering ${filters.map(Math.round).join(', ')} ms`);
  const frames = await frameTimes(panel);
  await workbench.command('View: Close All Editors');
  const figure = (name: string, unit: string, us: number, atMost: number) =>
    result({ name: `${wideShape[1]} channels: ${name}`, unit, us, isHigherBetter: false, budget: { atMost } });
  const late = frames.filter((time) => time > 1.5 * frame);
  const missed = frames.filter((time) => time > 2.5 * frame);
  return [
    figure('sort, click to painted', 'ms', median(sorts), 100),
    figure('filter, key to painted', 'ms', median(filters), 100),
    figure('scroll, frames over 16.7 ms', '%', (100 * late.length) / frames.length, 10),
    figure('scroll, frames over 33 ms', '%', (100 * missed.length) / frames.length, 1),
  ];
}
