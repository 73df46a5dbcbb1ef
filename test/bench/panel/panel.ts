import { join } from 'node:path';
import { launchWorkbench } from '../../host/launchWorkbench.js';
import { npm } from '../../host/npm.js';
import { repository } from '../../host/repository.js';
import type { Workbench } from '../../host/workbench.js';
import { Figures } from '../figures.js';
import type { Group } from '../group.js';
import { activation } from './activation.js';
import { makeBenchFolder } from './benchFolder.js';
import { cancel } from './cancel.js';
import { channels } from './channels.js';
import { manyPasses } from './manyPasses.js';
import type { Part } from './part.js';
import { steps } from './steps.js';
import { wideHistory } from './wideHistory.js';

const parts: readonly Part[] = [steps, cancel, channels, manyPasses, wideHistory, activation];

/** What a user waits for. */
export const panel: Group = {
  name: 'panel',
  title: 'Panel',
  about:
    'The packaged extension in a real VS Code, clicked by Playwright; Chromium without a GPU. From the event to the frame that shows the last of what follows. The floor is what the way there and back takes on this machine: from a click to the paint of one word, for which the panel asked the host, and the host the worker, which had nothing to compute.',
  async measure(say, isWanted) {
    say('packaging');
    await npm(repository, 'run', 'package');
    const folder = await makeBenchFolder();
    const figures = new Figures(say);
    const running: { workbench?: Workbench } = {};
    try {
      for (const part of parts.filter(({ name }) => isWanted(name))) {
        const absentBefore = figures.absent.length;
        await figures.takeAll(part.figures, async () => {
          if (!running.workbench) say('starting VS Code');
          const workbench = (running.workbench ??= await launch(folder.path));
          say(part.name);
          await part.measure(workbench, figures, say);
          await workbench.command('View: Close All Editors');
        });
        if (figures.absent.length === absentBefore) continue;
        // Nobody knows what state VS Code is in.
        await running.workbench?.dispose();
        delete running.workbench;
      }
      return { results: figures.results, absent: figures.absent };
    } finally {
      await running.workbench?.dispose();
      await folder.remove();
    }
  },
};

function launch(workspace: string): Promise<Workbench> {
  const vsix = join(repository, 'batchnorm-debugger.vsix');
  return launchWorkbench({ workspace, vsix, viewport: { width: 1600, height: 1000 } });
}
