import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { commands, debug, Location, Position, SourceBreakpoint, Uri, window, workspace } from 'vscode';
import { limits } from '../patience.mjs';
import { activated, closeAll } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

const python = '/usr/bin/python3';
const hasPython = spawnSync(python, ['-c', 'import debugpy, numpy, torch']).status === 0;

const training = `import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 4, 3), nn.BatchNorm2d(4))
large = torch.arange(16 * 2 ** 20, dtype=torch.float32).reshape(64, 4, 256, 256)
half = torch.randn(8, 3).half().requires_grad_()


def train(steps):
    for step in range(steps):
        x = torch.randn(4, 3, 12, 12)
        y = model(x)
        y.sum().backward()  # stop here
    return y


train(12)
print('done')
`;

/** In a real VS Code, a real debugpy, a real PyTorch. */
describe('a paused Python program', function () {
  let folder: Folder;
  let script: Uri;
  before(async function () {
    if (!hasPython) {
      console.log('left out: capturing needs python3-debugpy and python3-torch');
      this.skip();
    }
    folder = await Folder.make();
    script = await folder.write('train.py', training);
    await activated();
    const line = training.split('\n').findIndex((text) => text.includes('stop here'));
    debug.addBreakpoints([new SourceBreakpoint(new Location(script, new Position(line, 0)))]);
    await debug.startDebugging(undefined, {
      type: 'debugpy',
      request: 'launch',
      name: 'train',
      program: script.fsPath,
      console: 'internalConsole',
      python: [python],
    });
    await stopped();
  });
  after(async () => {
    debug.removeBreakpoints(debug.breakpoints);
    await debug.stopDebugging();
    await closeAll();
    if (hasPython) await folder.remove();
  });

  const stopped = () =>
    until(() => debug.activeStackItem !== undefined && 'frameId' in debug.activeStackItem, 'a stop', limits.start);
  const shape = async (uri: Uri): Promise<readonly number[]> => {
    const { internalForTests } = await activated();
    const session = await until(() => internalForTests.hub.find(uri), 'its session');
    const state = await until(() => (session.state.kind === 'ready' ? session.state : undefined), 'its panel');
    return state.snapshot.input.shape;
  };

  it('gives a tensor of 64 MB, as what the Variables menu sends names it', async () => {
    const given = { variable: { name: 'large', evaluateName: 'large' } };
    const uri = await commands.executeCommand<Uri>('batchnorm.captureTensor', given);
    assert.deepEqual(await shape(uri), [64, 4, 256, 256]);
    assert.equal((await workspace.fs.stat(uri)).size, 64 * 2 ** 20 + 128);
  });

  it('gives a half precision tensor that requires a gradient, and says why another is none', async () => {
    const uri = await commands.executeCommand<Uri>('batchnorm.captureTensor', 'half');
    assert.deepEqual(await shape(uri), [8, 3]);
    const { internalForTests } = await activated();
    const before = internalForTests.hub.size;
    assert.equal(await commands.executeCommand('batchnorm.captureTensor', 'model'), undefined);
    assert.equal(await commands.executeCommand('batchnorm.captureTensor', 'no_such_name'), undefined);
    assert.equal(internalForTests.hub.size, before);
  });

  it('gives the state of the only model that the frame reaches', async () => {
    const uri = await commands.executeCommand<Uri>('batchnorm.captureLayers');
    const bytes = await workspace.fs.readFile(uri);
    const text = new TextDecoder('latin1').decode(bytes);
    for (const name of ['1.running_mean', '1.running_var', '4.weight', '4.num_batches_tracked']) {
      assert.ok(text.includes(`${name}.npy`), name);
    }
  });

  it('records the next passes, touches no name of the program, and opens the recording', async () => {
    const names = 'sorted(set(locals()) | set(globals()))';
    const frame = debug.activeStackItem;
    assert.ok(frame && 'frameId' in frame);
    const evaluate = async (expression: string): Promise<string> => {
      const answer = (await frame.session.customRequest('evaluate', {
        expression,
        frameId: frame.frameId,
        context: 'clipboard',
      })) as { readonly result: string };
      return answer.result;
    };
    const before = await evaluate(names);
    const running = await evaluate('model[1].running_mean.tolist()');
    const folderUri = await commands.executeCommand<Uri>('batchnorm.recordNextPasses', { passes: 3 });
    assert.equal(await evaluate(names), before);
    assert.equal(await evaluate('model[1].running_mean.tolist()'), running, 'nothing has run');
    for (let pass = 0; pass < 3; pass++) {
      await commands.executeCommand('workbench.action.debug.continue');
      await new Promise((resolve) => setTimeout(resolve, 200));
      await stopped();
    }
    const done = Uri.joinPath(folderUri, 'done.json');
    const end = Date.now() + limits.event;
    for (;;) {
      try {
        await workspace.fs.stat(done);
        break;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    const model = JSON.parse(
      new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folderUri, 'model.bn.json'))),
    ) as { layers: { name: string }[] };
    assert.deepEqual(
      model.layers.map(({ name }) => name),
      ['1', '4'],
    );
    await until(
      () => window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('model.bn.json'))),
      'the recording to be opened',
    );
  });
});
