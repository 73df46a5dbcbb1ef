import { join } from 'node:path';
import { launchWorkbench } from '../../host/launchWorkbench.js';
import { npm } from '../../host/npm.js';
import { repository } from '../../host/repository.js';
import type { Group } from '../group.js';
import { activation } from './activation.js';
import { makeBenchFolder } from './benchFolder.js';
import { cancelLatency } from './cancel.js';
import { channelTable } from './channels.js';
import { runAllPasses } from './runAllPasses.js';
import { stepLatencies } from './steps.js';

/** What a user waits for. */
export const panel: Group = {
  name: 'panel',
  title: 'Panel',
  about:
    'The packaged extension in a real VS Code, clicked by Playwright; Chromium without a GPU. From the event to the frame that shows the last of what follows.',
  async measure(say) {
    say('packaging');
    await npm(repository, 'run', 'package');
    const folder = await makeBenchFolder();
    const vsix = join(repository, 'batchnorm-debugger.vsix');
    try {
      say('starting VS Code');
      const workbench = await launchWorkbench({
        workspace: folder.path,
        vsix,
        viewport: { width: 1600, height: 1000 },
      });
      try {
        say('steps');
        const steps = await stepLatencies(workbench, say);
        say('cancel');
        const cancel = await cancelLatency(workbench, say);
        say('channels');
        const channels = await channelTable(workbench, say);
        say('many passes');
        const passes = await runAllPasses(workbench);
        return { results: [...steps, cancel, ...channels, ...passes, await activation(workbench)] };
      } finally {
        await workbench.dispose();
      }
    } finally {
      await folder.remove();
    }
  },
};
