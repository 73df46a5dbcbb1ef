import type { Workbench } from '../../host/workbench.js';
import { result, type Result } from '../result.js';
import { manyPasses } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { timeToPaint } from './paint.js';

/** A program of thousands of small files: all of it at once, then a step. */
export async function runAllPasses(workbench: Workbench): Promise<readonly Result[]> {
  const panel = await BenchPanel.ofProgram(workbench, 'many.bn.json');
  const all = await timeToPaint(panel.frame, 'click', () => panel.tool('Run all').click());
  const back = await timeToPaint(panel.frame, 'click', () => panel.tool('Step back').click());
  await workbench.command('View: Close All Editors');
  const name = (what: string) => `${manyPasses} passes: ${what}, click to painted`;
  return [
    result({ name: name('run all'), unit: 's', us: all / 1000, isHigherBetter: false, budget: { atMost: 3 } }),
    result({ name: name('step back'), unit: 'ms', us: back, isHigherBetter: false }),
  ];
}
