import { result } from '../result.js';
import type { Part } from './part.js';

const name = 'activation, as VS Code reports it';

/** What VS Code itself says of our activation: loading the code, and running it. */
export const activation: Part = {
  name: 'activation',
  figures: [name],
  async measure(workbench, figures) {
    // What makes the extension active, where no other part has.
    await workbench.openFile('small.npy');
    await workbench.command('Developer: Show Running Extensions');
    const list = workbench.page.locator('.runtime-extensions-editor .extension');
    await figures.take(name, async () => {
      const text = await list.filter({ hasText: 'BatchNorm Debugger' }).first().innerText();
      const ms = /Activation(?: \(Startup\))?: (\d+)\s*ms/.exec(text)?.[1];
      if (ms === undefined) throw new Error(`VS Code says nothing of our activation: ${text}`);
      return result({ name, unit: 'ms', us: Number(ms), isHigherBetter: false, budget: { atMost: 50 } });
    });
  },
};
