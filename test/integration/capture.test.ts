import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { commands, debug, extensions, Location, Position, SourceBreakpoint, Uri, window, workspace } from 'vscode';
import { PausedProcess } from '../../src/vscode/capture/pausedProcess.js';
import { chunkBytes, type HandedOut } from '../../src/vscode/capture/pythonProcess.js';
import { limits } from '../patience.mjs';
import { activated, closeAll, extensionId } from './support/extension.js';
import { Folder } from './support/folder.js';
import { numpyFile, sha256 } from './support/numpyFile.js';
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

/** The same program where it does not see the files of the extension's machine, as in a container or far away. */
const elsewhere = `import hashlib, sys
import numpy as np

def refuse(event, given):
    if event == 'open' and 'captures' in str(given[0]):
        raise PermissionError('another machine')
sys.addaudithook(refuse)
${training.slice(0, training.indexOf('\n\ndef train'))}
kinds = {
    'half': half,
    'bfloat': torch.randn(6, 4).bfloat16(),
    'strided': torch.randn(6, 5, 4)[::2].transpose(1, 2),
    'parameter': nn.Parameter(torch.randn(3, 5)),
    'fortran': np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    'steps': np.arange(40, dtype=np.int16)[::-3],
    'expanded': torch.zeros(1).expand(2 ** 27),
}
part = large[:6]
def digest(values):
    if isinstance(values, torch.Tensor):
        values = values.detach()
        values = (values.float() if values.dtype == torch.bfloat16 else values).numpy()
    order = 'F' if values.flags.f_contiguous and not values.flags.c_contiguous else 'C'
    return np.frombuffer(hashlib.sha256(values.tobytes(order)).digest(), np.uint8)
digests = {name: digest(values) for name, values in kinds.items() if name != 'expanded'}
digests['part'] = digest(part)
${training.slice(training.indexOf('\n\ndef train'))}`;

/** Runs a script in the debugger until its breakpoint. */
async function debugUntilStop(script: Uri, text: string): Promise<void> {
  await activated();
  const line = text.split('\n').findIndex((part) => part.includes('stop here'));
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
}

const stopped = () =>
  until(() => debug.activeStackItem !== undefined && 'frameId' in debug.activeStackItem, 'a stop', limits.start);

async function endDebugging(folder: Folder): Promise<void> {
  debug.removeBreakpoints(debug.breakpoints);
  await debug.stopDebugging();
  await closeAll();
  if (hasPython) await folder.remove();
}

/** Waits until a recording's editor is there. */
const recordingOpens = () =>
  until(
    () => window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('model.bn.json'))),
    'the recording to be opened',
    limits.start,
  );

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
    await debugUntilStop(script, training);
  });
  after(() => endDebugging(folder));

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
    await recordingOpens();
  });
});

describe('a paused Python program on another machine', function () {
  let folder: Folder;
  let extension: Uri;
  before(async function () {
    if (!hasPython) this.skip();
    folder = await Folder.make();
    await debugUntilStop(await folder.write('elsewhere.py', elsewhere), elsewhere);
    const own = extensions.getExtension(extensionId);
    assert.ok(own);
    extension = own.extensionUri;
  });
  after(() => endDebugging(folder));

  const captured = async (expression: string): Promise<Uri> => {
    const uri = await commands.executeCommand<Uri | undefined>('batchnorm.captureTensor', expression);
    assert.ok(uri, expression);
    return uri;
  };
  const kinds: readonly (readonly [name: string, header: RegExp])[] = [
    ['half', /'<f2'.*\(8, 3\)/],
    ['bfloat', /'<f4'.*\(6, 4\)/],
    ['strided', /'<f4'.*\(3, 4, 5\)/],
    ['parameter', /'<f4'.*\(3, 5\)/],
    ['fortran', /'<f8'.*'fortran_order': True.*\(3, 4\)/],
    ['steps', /'<i2'.*\(14,\)/],
  ];
  for (const [name, header] of kinds) {
    it(`sends a tensor to the bit: ${name}`, async () => {
      const file = await numpyFile(await captured(`kinds['${name}']`));
      const digest = await numpyFile(await captured(`digests['${name}']`));
      assert.match(file.header, header);
      assert.equal(sha256(file.payload), Buffer.from(digest.payload).toString('hex'));
    });
  }

  it('sends a large one in chunks and tells how far it is, until the user wants no more', async () => {
    const process = await PausedProcess.current(extension);
    const call = 'tensor((part), None, 1 << 28)';
    const told: number[] = [];
    const whole = await process.call<HandedOut>(call);
    assert.equal(whole.path, undefined);
    const { signal } = new AbortController();
    const bytes = await process.content(whole, (done) => told.push(done), signal);
    assert.deepEqual([told.length, told.at(-1)], [Math.ceil(whole.bytes / chunkBytes), whole.bytes]);
    const digest = await numpyFile(await captured("digests['part']"));
    assert.equal(sha256(bytes.subarray(128)), Buffer.from(digest.payload).toString('hex'));
    const controller = new AbortController();
    const handed = await process.call<HandedOut>(call);
    const cancelled = process.content(handed, () => controller.abort(), controller.signal);
    await assert.rejects(cancelled, { name: 'AbortError' });
    await assert.rejects(process.call(`chunk('${handed.token ?? ''}', 0, 1)`), /KeyError/);
  });

  it('refuses what is too large before it makes a copy', async () => {
    const process = await PausedProcess.current(extension);
    await assert.rejects(
      process.call(`tensor((kinds['expanded']), None, ${256 * 2 ** 20})`),
      /it has 536870912 bytes, more than the 268435456 that are taken/,
    );
    assert.equal(await commands.executeCommand('batchnorm.captureTensor', "kinds['expanded']"), undefined);
  });

  it('sends the states of a model’s layers', async () => {
    const uri = await commands.executeCommand<Uri>('batchnorm.captureLayers', 'model');
    assert.ok(new TextDecoder('latin1').decode(await workspace.fs.readFile(uri)).includes('4.running_var.npy'));
  });

  it('sends the next passes when they have run, and they open', async () => {
    const uri = await commands.executeCommand<Uri>('batchnorm.recordNextPasses', { expression: 'model', passes: 3 });
    debug.removeBreakpoints(debug.breakpoints);
    await commands.executeCommand('workbench.action.debug.continue');
    await recordingOpens();
    const text = await workspace.fs.readFile(Uri.joinPath(uri, 'model.bn.json'));
    const model = JSON.parse(new TextDecoder().decode(text)) as { layers: { name: string }[] };
    assert.deepEqual(
      model.layers.map(({ name }) => name),
      ['1', '4'],
    );
    const tensors = (await workspace.fs.readDirectory(Uri.joinPath(uri, '4'))).filter(([name]) =>
      name.startsWith('x_'),
    );
    assert.equal(tensors.length, 3);
  });
});
