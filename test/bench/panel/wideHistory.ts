import { widePasses, wideShape } from './benchFolder.js';
import { BenchPanel } from './benchPanel.js';
import { aboveFloorNames, aboveFloorResults, besideFloor } from './besideFloor.js';
import { timeToPaint } from './paint.js';
import type { Part } from './part.js';

const rounds = 5;
const where = `pass ${widePasses} of ${wideShape[1]} channels`;
const step = `${where}: step`;
const back = `${where}: step back`;

/** A step where the history is long and wide. */
export const wideHistory: Part = {
  name: 'wide history',
  figures: [step, back].flatMap(aboveFloorNames),
  async measure(workbench, figures, say) {
    const panel = await BenchPanel.ofProgram(workbench, 'wide.bn.json');
    await timeToPaint(panel.frame, 'click', () => panel.tool('Run all').click());
    await figures.take(aboveFloorNames(step), async () =>
      aboveFloorResults(step, await besideFloor(panel, 'Train', rounds, say), { atMost: 100 }),
    );
    await figures.take(aboveFloorNames(back), async () =>
      aboveFloorResults(back, await besideFloor(panel, 'Step back', rounds, say), { atMost: 100 }),
    );
  },
};
