import type { Workbench } from '../../host/workbench.js';
import { result, type Result } from '../result.js';
import { batchCount, largeShape } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { timeToPaint } from './paint.js';

/** Train, pressed in the panel on a large tensor in the page cache, until all views have been drawn. Median of some. */
export async function stepLatencies(workbench: Workbench, say: (what: string) => void): Promise<readonly Result[]> {
  const panel = await BenchPanel.ofProgram(workbench, 'large.bn.json');
  const press = () => timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
  const times: number[] = [];
  for (let pass = 0; pass < 2 * batchCount; pass++) times.push(await press());
  await workbench.command('View: Close All Editors');
  say(`each: ${times.map(Math.round).join(', ')} ms`);
  // Opening the program has looked at the first batch.
  const [unknown, known] = [times.slice(1, batchCount), times.slice(batchCount)];
  const what = `step, click to painted, (${largeShape.join()}) float32`;
  const latency = (name: string, all: readonly number[], atMost: number) =>
    result({ name, unit: 'ms', us: median(all), isHigherBetter: false, budget: { atMost } });
  return [latency(`${what}, in the page cache`, unknown, 200), latency(`${what}, statistics known`, known, 100)];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
