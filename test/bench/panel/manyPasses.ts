import { median } from '../median.js';
import { result } from '../result.js';
import { knownBatches, knownPasses, knownShape, manyFiles, pausedPasses } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { aboveFloorNames, aboveFloorResults, besideFloor } from './besideFloor.js';
import { timeToPaint } from './paint.js';
import type { Part } from './part.js';

const rounds = 5;
const pauses = 3;
/** A run that is over cannot be paused any more. */
const patience = 5000;

const filesName = `${manyFiles} passes, a file each: run all, click to painted`;
const program = `${knownPasses} passes of ${knownShape[1]} channels, batches known`;
const runName = `${program}: run all, click to painted`;
const pauseName = `${pausedPasses} passes, batches known: pause, click to painted`;
const stepName = `${program}: step`;
const backName = `${program}: step back`;
const forthName = `${program}: step forth again`;

/** Programs of thousands of passes: all of them at once, pausing, and a step at their end. */
export const manyPasses: Part = {
  name: 'many passes',
  figures: [filesName, runName, pauseName, ...[stepName, backName, forthName].flatMap(aboveFloorNames)],
  async measure(workbench, figures, say) {
    await figures.take(filesName, async () => {
      const panel = await BenchPanel.ofProgram(workbench, 'many.bn.json');
      const us = (await timeToPaint(panel.frame, 'click', () => panel.tool('Run all').click())) / 1000;
      return result({ name: filesName, unit: 's', us, isHigherBetter: false, budget: { atMost: 3 } });
    });
    await figures.take(pauseName, async () => {
      const panel = await BenchPanel.ofProgram(workbench, 'pause.bn.json');
      const times: number[] = [];
      for (let round = 0; round < pauses; round++) {
        await panel.tool('Run all').click();
        const stop = () => panel.tool('Stop').click({ timeout: patience });
        times.push(await timeToPaint(panel.frame, 'click', stop, BenchPanel.stop));
      }
      return result({ name: pauseName, unit: 'ms', us: median(times), isHigherBetter: false, budget: { atMost: 50 } });
    });
    const panel = await BenchPanel.ofProgram(workbench, 'known.bn.json');
    // The first passes are run, so that there is no batch of it that was not measured.
    for (let batch = 0; batch < knownBatches; batch++) {
      await timeToPaint(panel.frame, 'click', () => panel.tool('Train').click());
    }
    await figures.take(runName, async () => {
      const us = (await timeToPaint(panel.frame, 'click', () => panel.tool('Run all').click())) / 1000;
      return result({ name: runName, unit: 's', us, isHigherBetter: false, budget: { atMost: 2 } });
    });
    const pressed = async (name: string, tool: string, atMost: number) =>
      figures.take(aboveFloorNames(name), async () =>
        aboveFloorResults(name, await besideFloor(panel, tool, rounds, say), { atMost }),
      );
    // At the end Train takes a batch again: a pass that is computed.
    await pressed(stepName, 'Train', 50);
    await pressed(backName, 'Step back', 30);
    await pressed(forthName, 'Train', 50);
  },
};
