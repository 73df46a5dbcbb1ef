import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchWorkbench } from '../host/launchWorkbench.js';
import { writePythonDebugger } from '../host/pythonDebugger.mjs';
import { resultsFolder } from '../host/repository.js';
import { limits } from '../patience.mjs';
import { DebugView } from './support/debugView.js';
import { useFolder } from './support/folder.js';
import { useWorkbench } from './support/useWorkbench.js';

const python = '/usr/bin/python3';
const hasPython = spawnSync(python, ['-c', 'import debugpy, numpy, torch']).status === 0;
if (!hasPython) console.log('left out: capturing needs python3-debugpy and python3-torch');

const training = `import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 4, 3), nn.BatchNorm2d(4))


def train(steps):
    for step in range(steps):
        x = torch.randn(16, 3, 12, 12) + 0.5
        y = model(x)
        half = y.detach().half()[:, ::2]
        y.square().mean().backward()
    return y


train(40)
`;
const stopLine = 'y.square().mean().backward()';
const launch = {
  version: '0.2.0',
  configurations: [
    {
      type: 'debugpy',
      request: 'launch',
      name: 'train',
      program: '${workspaceFolder}/train.py',
      console: 'internalConsole',
      python: [python],
    },
  ],
};

// The tests are the steps of one user, in order.
describe.skipIf(!hasPython)('a training loop that is paused in the Python debugger', () => {
  const folder = useFolder({ 'train.py': training, '.vscode/launch.json': JSON.stringify(launch) });
  const vscode = useWorkbench(() =>
    launchWorkbench({
      workspace: folder.path,
      install: writePythonDebugger,
      settings: { 'debug.internalConsoleOptions': 'neverOpen', 'debug.toolBarLocation': 'floating' },
      viewport: { width: 1500, height: 900 },
    }),
  );
  const debug = (): DebugView => new DebugView(vscode.workbench);
  const picture = async (name: string): Promise<void> => {
    await vscode.workbench.whenStill();
    await vscode.workbench.screenshot(join(resultsFolder, `capture-${name}.png`));
  };
  const lineOf = (text: string): number => training.split('\n').findIndex((line) => line.includes(text)) + 1;

  it('stops at a breakpoint', async () => {
    const { workbench } = vscode;
    await workbench.openFile('train.py');
    await debug().toggleBreakpoint(lineOf(stopLine));
    await debug().breakpoints.waitFor();
    await workbench.startDebugging();
    await expect
      .poll(
        () =>
          debug()
            .nextLine()
            .catch(() => ''),
        { timeout: limits.start },
      )
      .toBe(stopLine);
  });

  it('shows a tensor of the Variables view in the panel', async () => {
    const { workbench, panel } = vscode;
    await debug().openScope('Locals');
    await debug().choose('x', 'BatchNorm: Debug Tensor');
    await workbench.tab('x.npy').waitFor();
    await panel.stands('No pass has run');
    await expect.poll(() => panel.row(2).count()).toBe(1);
    await panel.press('Train', 'Pass 1 of 1');
    await panel.row(0).click();
    const [mean] = await panel.numbers('mean');
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
    await picture('tensor');
  });

  it('shows the selected expression, half precision and with strides as it is', async () => {
    const { workbench, panel } = vscode;
    await workbench.openFile('train.py');
    const expression = 'y.detach().half()[:, ::2]';
    const line = lineOf(expression);
    await debug().select(line, training.split('\n')[line - 1].indexOf(expression) + 1, expression.length);
    await debug().chooseOfSelection('BatchNorm: Debug Tensor');
    await workbench.tab('y.detach_.half_').waitFor();
    await panel.stands('No pass has run');
    await expect.poll(() => panel.root.innerText()).toMatch(/float16/);
    await picture('expression');
  });

  it('shows the layers of a model as they are now', async () => {
    const { workbench, panel } = vscode;
    await debug().openScope('Globals');
    await debug().choose('model', 'BatchNorm: Debug Layers');
    await workbench.tab('model.npz').waitFor();
    await expect.poll(() => panel.root.innerText()).toMatch(/BatchNorm layers/);
    for (const channels of ['8 channels', '4 channels']) expect(await panel.root.innerText()).toContain(channels);
    await picture('layers');
  });

  it('records the next 8 passes of every layer, and opens them when they have run', async () => {
    const { workbench, panel } = vscode;
    await debug().choose('model', 'BatchNorm: Record Next Passes');
    await workbench.page.locator('.quick-input-widget').getByText('How many passes of each layer').waitFor();
    await workbench.confirm();
    const messages = await workbench.messages();
    await expect
      .poll(() => messages.allInnerTexts())
      .toContainEqual(expect.stringMatching(/Recording the next 8 passes of 2 layers/));
    // Its progress moves all the while.
    await workbench.screenshot(join(resultsFolder, 'capture-recording.png'));
    await workbench.command('Notifications: Hide Notifications');
    await workbench.command('Disable All Breakpoints');
    await debug().press('Continue');
    await workbench.tab('model.bn.json').waitFor();
    await expect.poll(() => panel.option('Layers', /^1\b/).count()).toBe(1);
    await expect.poll(() => panel.root.innerText()).toMatch(/2 BatchNorm layers\s+8 steps: 8 train passes/);
    await picture('model');
    await workbench.setTheme('Light Modern');
    await picture('model-light');
  });

  it('has each layer’s passes in its debug page, with the tensors of all of them', async () => {
    const { panel } = vscode;
    await panel.option('Layers', /^4\b/).locator('.bn-model-name').click();
    await panel.stands(/of 8/);
    await picture('layer');
  });
});
