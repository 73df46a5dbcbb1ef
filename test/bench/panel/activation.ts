import type { Workbench } from '../../host/workbench.js';
import { result, type Result } from '../result.js';

/** What VS Code itself says of our activation: loading the code, and running it. The extension must be active. */
export async function activation(workbench: Workbench): Promise<Result> {
  await workbench.command('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .extension').filter({ hasText: 'BatchNorm Debugger' });
  const text = await row.first().innerText();
  const ms = /Activation(?: \(Startup\))?: (\d+)\s*ms/.exec(text)?.[1];
  if (ms === undefined) throw new Error(`VS Code says nothing of our activation: ${text}`);
  const us = Number(ms);
  return result({
    name: 'activation, as VS Code reports it',
    unit: 'ms',
    us,
    isHigherBetter: false,
    budget: { atMost: 50 },
  });
}
