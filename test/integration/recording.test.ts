import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extensions } from 'vscode';
import type { PanelState } from '../../src/protocol/index.js';
import type { LiveSession } from '../../src/vscode/host/liveSession.js';
import { limits } from '../patience.mjs';
import { pythonFoundWith } from '../unit/pythons.js';
import { calls, passesTold, statistics } from '../unit/session/recordings/recordedLayer.js';
import { closeAll, extensionId, openSession } from './support/extension.js';
import { Folder } from './support/folder.js';
import { until } from './support/until.js';

const training = `import sys, time
import torch
from torch import nn
sys.path.insert(0, sys.argv[1])
from batchnorm_recorder import record

torch.manual_seed(0)
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 4, 3), nn.BatchNorm2d(4))
with record(model, sys.argv[2]):
    for line in sys.stdin:
        for step in range(int(line)):
            model.train()
            model(torch.randn(4, 3, 12, 12))
        # What is due is written with the next pass.
        time.sleep(1.5)
        model(torch.randn(4, 3, 12, 12))
        print('written', flush=True)
`;

describe('a recording that is being written', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  const modelOf = ({ state }: LiveSession): PanelState & { readonly kind: 'model' } => {
    assert.equal(state.kind, 'model', JSON.stringify(state).slice(0, 500));
    return state;
  };
  const steps = (session: LiveSession): number => modelOf(session).model.columns.steps.length;
  const isWhole = (session: LiveSession): boolean => {
    const { layers, columns, isComplete } = modelOf(session).model;
    return isComplete && layers.every(({ cells }) => cells?.gap.length === columns.steps.length);
  };
  /** As a recorder does: beside its place, and moved there. */
  const write = async (name: string, bytes: Uint8Array | string): Promise<void> => {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
  };

  it('is followed: new passes appear with all their numbers, and once it stands still it is told no more', async () => {
    const told = { stem: passesTold(calls(60, 20), { seed: 2 }), head: passesTold(calls(60, 20), { seed: 5 }) };
    const piece = async (file: number, from: number, to: number): Promise<void> => {
      for (const [name, passes] of Object.entries(told)) {
        await write(`own/${name}/stats_${file}.npz`, statistics(passes.slice(from, to)));
      }
    };
    await piece(0, 0, 21);
    for (const name of Object.keys(told))
      await write(`own/${name}.bn.json`, JSON.stringify({ steps: [{ recorded: `${name}/stats_*.npz` }] }));
    const layers = Object.keys(told).map((name) => ({ name, program: `${name}.bn.json` }));
    await write('own/model.bn.json', JSON.stringify({ layers }));

    const session = await openSession(folder.file('own/model.bn.json'));
    await until(() => isWhole(session), 'all cells');
    assert.equal(steps(session), 21);
    assert.equal(modelOf(session).isRecording, undefined);
    const first = modelOf(session).model.layers[0].cells;

    // Rows never lose their cells on the way.
    const seen: boolean[] = [];
    const listening = session.onDidChange(() => seen.push(isWhole(session)));
    await piece(1, 21, 42);
    await until(() => steps(session) === 42, 'the second piece');
    assert.equal(modelOf(session).isRecording, true);
    await piece(2, 42, 63);
    await until(() => steps(session) === 63, 'the third piece');
    listening.dispose();
    assert.ok(seen.length > 0 && seen.every(Boolean));
    const now = modelOf(session).model.layers[0].cells;
    assert.deepEqual(now?.gap.slice(0, 21), first?.gap);
    assert.equal(now?.pass.at(-1), 62);
    const numbers = await session.modelChannel({ layer: 1, column: 62, channel: 3 });
    assert.ok(numbers.ok && numbers.value);
    assert.ok(Math.abs(numbers.value.batch.mean - told.head[62].mean[3]) < 1e-12);
    await until(() => modelOf(session).isRecording === undefined, 'it to stand still');
  });

  it('is followed where another is compared with it, too', async () => {
    const passes = passesTold(calls(60, 20), { seed: 7 });
    const layers = [{ name: 'stem', program: { steps: [{ recorded: 'stem/stats_*.npz' }] } }];
    const piece = (run: string, file: number, from: number, to: number): Promise<void> =>
      write(`${run}/stem/stats_${file}.npz`, statistics(passes.slice(from, to)));
    for (const run of ['now', 'then']) {
      await piece(run, 0, 0, 21);
      await write(`${run}/model.bn.json`, JSON.stringify({ layers }));
    }
    const session = await openSession(folder.file('now/model.bn.json'));
    await until(() => isWhole(session), 'all cells');
    await session.compareStates(folder.file('then/model.bn.json'));
    const updates = (): number | null | undefined => modelOf(session).states?.compared?.updates;
    assert.equal(updates(), 0);
    await piece('then', 1, 21, 42);
    await until(() => updates() === 20, 'the second piece', limits.screen);
    await piece('then', 2, 42, 63);
    await until(() => updates() === 40, 'the third piece', limits.screen);
    await session.compareStates(undefined);
    assert.equal(modelOf(session).states, undefined);
  });

  it('of a real training run is followed as our recorder writes it', async function () {
    const python = await pythonFoundWith('numpy', 'torch');
    if (python === undefined) {
      console.log('left out: recording needs python3-torch');
      return this.skip();
    }
    const script = await folder.write('train.py', training);
    const recorder = join(extensions.getExtension(extensionId)?.extensionPath ?? '', 'media/python');
    const process = spawn(python, [script.fsPath, recorder, join(folder.path, 'run')]);
    let [output, errors] = ['', ''];
    process.stdout.on('data', (data: Buffer) => (output += data.toString()));
    process.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const trains = async (passes: number): Promise<void> => {
      const before = output.length;
      process.stdin.write(`${passes}\n`);
      await until(() => output.length > before || process.exitCode !== null, 'the training', limits.start);
      assert.equal(process.exitCode, null, errors);
    };
    try {
      await trains(8);
      const session = await openSession(folder.file('run/model.bn.json'));
      await until(() => modelOf(session).model.isComplete, 'all cells');
      assert.deepEqual(
        modelOf(session).model.layers.map(({ name, channels }) => [name, channels]),
        [
          ['1', 8],
          ['4', 4],
        ],
      );
      const before = steps(session);
      assert.ok(before >= 8, String(before));
      await trains(8);
      await until(() => steps(session) > before, 'new passes', limits.screen);
      process.stdin.end();
      await until(() => process.exitCode !== null, 'the end of the training', limits.start);
      assert.equal(process.exitCode, 0, errors);
      await until(() => steps(session) === 18 && isWhole(session), 'the last pass', limits.screen);
    } finally {
      process.kill();
    }
  });
});
