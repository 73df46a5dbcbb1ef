import type { Workbench } from '../../host/workbench.js';
import { result, type Result } from '../result.js';
import { BenchPanel } from './benchPanel.js';
import { timeToPaint } from './paint.js';
import { median } from './steps.js';

const rounds = 5;

/** Cancel, pressed while a huge file streams, until the panel says that it was. Median of some. */
export async function cancelLatency(workbench: Workbench, say: (what: string) => void): Promise<Result> {
  const panel = await BenchPanel.ofProgram(workbench, 'endless.bn.json');
  await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await panel.tool('Train').click();
    await panel.cancel.waitFor();
    times.push(await timeToPaint(panel.frame, 'click', () => panel.cancel.click()));
  }
  await workbench.command('View: Close All Editors');
  say(`cancelling ${times.map(Math.round).join(', ')} ms`);
  return result({
    name: 'cancel while 16 GiB stream, click to painted',
    unit: 'ms',
    us: median(times),
    isHigherBetter: false,
    budget: { atMost: 100 },
  });
}
