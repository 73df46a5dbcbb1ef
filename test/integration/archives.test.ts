import assert from 'node:assert/strict';
import { commands, Uri } from 'vscode';
import type { FromPanel, PanelState } from '../../src/protocol/index.js';
import type { ModelReport, SessionReport } from '../../src/session/index.js';
import { onHostMessage } from '../../src/vscode/commands/hostMessages.js';
import type { LiveSession } from '../../src/vscode/host/liveSession.js';
import { chosenFilesUri } from '../../src/vscode/host/chosenFiles.js';
import { npzFile } from '../unit/formats/npzFile.js';
import { exampleNpz, safetensors } from './support/archives.js';
import { activated, activeViewType, closeAll, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { batch, npy } from './support/npy.js';
import { until } from './support/until.js';

describe('an archive', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  const archiveOf = ({ state }: LiveSession) => {
    assert.equal(state.kind, 'archive', JSON.stringify(state));
    return state.archive;
  };
  /** As the panel's own buttons do. */
  const press = async (message: FromPanel['host'], kind: PanelState['kind']) => {
    const { editors } = (await activated()).internalForTests;
    const editor = editors.active;
    assert.ok(editor);
    const before = editor.session.state;
    onHostMessage(editor, message);
    await until(() => editor.session.state !== before && editor.session.state.kind === kind, `it to be ${kind}`);
  };

  it('of .npz opens by default as a list of its tensors and layers', async () => {
    const session = await openSession(await folder.write('acts.npz', exampleNpz()), 'vscode.open');
    assert.equal(activeViewType(), 'batchnorm.tensor');
    const { members, layers } = archiveOf(session);
    assert.deepEqual(
      members.map(({ name, shape, dtype }) => [name, shape, dtype]),
      [
        ['bn.gamma', [3], 'float32'],
        ['bn.moving_mean', [3], 'float32'],
        ['bn.moving_variance', [3], 'float32'],
        ['conv1/x', [4, 3, 2], 'float32'],
        ['names', undefined, undefined],
        ['z', [4, 3], 'complex64'],
      ],
    );
    assert.match(members[4].problem ?? '', /pickled/);
    assert.deepEqual(
      layers.map(({ name, channels, convention }) => [name, channels, convention]),
      [['bn', 3, 'keras']],
    );
  });

  it('opens a tensor, goes back, and has it again after the editor was closed', async () => {
    const acts = await folder.write('again.npz', exampleNpz());
    const session = await openSession(acts);
    await press({ kind: 'openTensor', member: 'conv1/x' }, 'ready');
    assert.deepEqual(snapshotOf(session).program.steps, [{ train: { file: 'again.npz', member: 'conv1/x' } }]);
    await commands.executeCommand('batchnorm.train');
    await closeAll();

    const restored = await openSession(acts);
    assert.deepEqual([snapshotOf(restored).input.shape, snapshotOf(restored).shown], [[4, 3, 2], 0]);
    assert.equal(restored.state.kind === 'ready' && restored.state.archive, 'again.npz');
    await commands.executeCommand('batchnorm.backToArchive');
    assert.equal(archiveOf(restored).members.length, 6);
    await closeAll();
    archiveOf(await openSession(acts));
  });

  it('runs a tensor through a layer, by the rules that the names suggest', async () => {
    const session = await openSession(await folder.write('layer.npz', exampleNpz()));
    await press({ kind: 'openTensor', member: 'conv1/x', layer: 'bn' }, 'ready');
    const { program, settings } = snapshotOf(session);
    const part = (member: string) => ({ file: 'layer.npz', member });
    assert.deepEqual(program, {
      convention: 'keras',
      // Keras has the channels last; here they are where the layer's 3 are.
      channelAxis: 1,
      state: { gamma: part('bn.gamma'), runningMean: part('bn.moving_mean'), runningVar: part('bn.moving_variance') },
      steps: [{ train: part('conv1/x') }],
    });
    assert.equal(settings.conventionKey, 'keras');
  });

  it('asks what is read of complex numbers, and reads another part on demand', async () => {
    const session = await openSession(await folder.write('complex.npz', exampleNpz()));
    await press({ kind: 'openTensor', member: 'z' }, 'failed');
    const failed = session.state as PanelState & { kind: 'failed' };
    assert.deepEqual([failed.parts, failed.archive], [['real', 'imaginary', 'magnitude'], 'complex.npz']);
    await press({ kind: 'openTensor', part: 'magnitude' }, 'ready');
    assert.equal(snapshotOf(session).input.part?.chosen, 'magnitude');
    await session.act({ kind: 'choosePart', from: 'magnitude', part: 'real' });
    assert.deepEqual(snapshotOf(session).program.steps, [
      { train: { file: 'complex.npz', member: 'z', part: 'real' } },
    ]);
    await press({ kind: 'backToArchive' }, 'archive');
  });

  it('offers another axis where a tensor has more channels than there may be', async () => {
    const shape = [2, 2 ** 20 + 1];
    const session = await openSession(await folder.write('wide.npy', npy(shape, new Float32Array(2 ** 21 + 2))));
    const failed = session.state as PanelState & { kind: 'failed' };
    assert.deepEqual([failed.kind, failed.channelAxes], ['failed', [0]]);
    await press({ kind: 'openTensor', channelAxis: 0 }, 'ready');
    assert.equal(snapshotOf(session).input.channels, 2);
  });

  it('of safetensors is a list too, and of one tensor opens as that tensor', async () => {
    const two = { 'model.x': [[4, 3], batch([4, 3])], y: [[4, 3], batch([4, 3], 1)] } as const;
    const session = await openSession(await folder.write('two.safetensors', safetensors(two)), 'vscode.open');
    assert.equal(activeViewType(), 'batchnorm.tensor');
    assert.deepEqual(
      archiveOf(session).members.map(({ name }) => name),
      ['model.x', 'y'],
    );
    const one = await openSession(await folder.write('one.safetensors', safetensors({ x: two.y })));
    assert.deepEqual(snapshotOf(one).input.shape, [4, 3]);
  });

  it('gives tensors to other sessions: batches of several files, and a layer’s parts', async () => {
    const acts = await folder.write('chosen.npz', exampleNpz());
    const x = await folder.writeBatch('x.npy', [4, 3]);
    const program = chosenFilesUri([
      { file: acts, member: 'conv1/x' },
      { file: acts, member: 'z', part: 'real' },
    ]);
    const session = await openSession(program);
    assert.deepEqual(
      snapshotOf(session).passes.map(({ batch: name }) => name),
      ['chosen.npz/conv1/x', 'chosen.npz/z (real)'],
    );
    const other = await openSession(x);
    await commands.executeCommand('batchnorm.loadLayer', acts);
    assert.deepEqual(snapshotOf(other).program.state, {
      gamma: { file: acts.toString(), member: 'bn.gamma' },
      runningMean: { file: acts.toString(), member: 'bn.moving_mean' },
      runningVar: { file: acts.toString(), member: 'bn.moving_variance' },
    });
  });

  it('is run by batchnorm.run with the name of a tensor; without, its layers are told, or its names', async () => {
    const acts = await folder.write('run.npz', exampleNpz());
    const plain = await folder.write('plain.npz', exampleNpz({ hasLayer: false }));
    const run = async <R = SessionReport>(program: unknown) => commands.executeCommand<R>('batchnorm.run', program);
    const { passes } = await run({ file: acts, member: 'z', part: 'magnitude' });
    assert.deepEqual(
      passes.map(({ batch: name, shape }) => [name, shape]),
      [['run.npz/z (magnitude)', [4, 3]]],
    );
    const { layers } = await run<ModelReport>(acts);
    assert.deepEqual(
      layers.map(({ name, report }) => [name, report.channels]),
      [['bn', 3]],
    );
    await assert.rejects(run(plain), /plain\.npz: members: this is an \.npz archive of 3 tensors .*'conv1\/x', 'z'/);
    const inline = { base: folder.uri, steps: [{ train: { file: 'run.npz', member: 'conv1/x' } }] };
    assert.deepEqual((await run(inline)).passes[0].shape, [4, 3, 2]);
    await assert.rejects(
      run({ file: Uri.file('/nowhere.npz'), member: 'x' }),
      /nowhere\.npz: on disk: there is no such file/,
    );
  });

  it('of several layers with activations is a model: its layers open, its list is one press away', async () => {
    const acts = await folder.write('model.npz', npzFile({ ...layerWith('conv1', 4), ...layerWith('conv2', 3) }));
    const session = await openSession(acts);
    const { editors } = (await activated()).internalForTests;
    const { state } = session;
    assert.ok(state.kind === 'model', JSON.stringify(state));
    assert.deepEqual(
      [state.archive, ...state.model.layers.map(({ name, passes }) => `${name} ${passes}`)],
      ['model.npz', 'conv1 4', 'conv2 3'],
    );
    const editor = editors.active;
    assert.ok(editor);
    // Before its cells are there, nobody knows which of its passes is in a column.
    await until(() => session.state.kind === 'model' && session.state.model.layers[1].cells, 'its cells');
    onHostMessage(editor, { kind: 'openLayer', layer: 1, column: 1 });
    const layer = await until(() => editor.session !== session && editor.session, 'the layer');
    await until(() => layer.snapshot?.cursor.pass === 2, 'its passes up to that column');
    const { program } = snapshotOf(layer);
    assert.deepEqual(program.steps, [{ train: { file: 'model.npz', member: 'conv2/*' } }]);
    const saved = Uri.joinPath(folder.uri, 'conv2.bn.json');
    await commands.executeCommand('batchnorm.saveProgram', saved);
    const reopened = await openSession(saved);
    assert.deepEqual(
      snapshotOf(reopened).passes.map(({ member }) => member),
      ['conv2/0', 'conv2/1', 'conv2/2'],
    );
    const report = await commands.executeCommand<ModelReport>('batchnorm.run', acts);
    assert.deepEqual(
      report.layers.map(({ name, passCount }) => [name, passCount]),
      [
        ['conv1', 4],
        ['conv2', 3],
      ],
    );
  });

  it('runs several of its tensors as a program, which is saved as any other', async () => {
    const acts = await folder.write('several.npz', npzFile({ ...layerWith('conv1', 11), ...layerWith('conv2', 1) }));
    const session = await openSession(acts);
    await press({ kind: 'backToArchive' }, 'archive');
    const { editors } = (await activated()).internalForTests;
    const editor = editors.active;
    assert.ok(editor);
    onHostMessage(editor, { kind: 'runMembers', members: ['conv1/10', 'conv1/9', 'conv2/0'], layer: 'conv1' });
    const ran = await until(
      () => editors.active?.session !== session && editors.active?.session.snapshot && editors.active.session,
      'the program',
    );
    assert.deepEqual(
      snapshotOf(ran).passes.map(({ mode, member }) => `${mode} ${member ?? ''}`),
      ['train conv1/9', 'train conv1/10', 'train conv2/0'],
    );
    const saved = Uri.joinPath(folder.uri, 'several.bn.json');
    await commands.executeCommand('batchnorm.saveProgram', saved);
    const { program } = snapshotOf(await openSession(saved));
    assert.deepEqual(program.steps, [
      { train: { file: 'several.npz', member: 'conv1/9' } },
      { train: { file: 'several.npz', member: 'conv1/10' } },
      { train: { file: 'several.npz', member: 'conv2/0' } },
    ]);
    assert.deepEqual(program.state?.runningMean, { file: 'several.npz', member: 'conv1.running_mean' });
  });
});

/** A layer of three channels with so many batches. */
function layerWith(name: string, batches: number): Record<string, Uint8Array> {
  const acts = Array.from(
    { length: batches },
    (_, i) => [`${name}/${i}`, npy([4, 3, 2], batch([4, 3, 2], i))] as const,
  );
  return {
    [`${name}.running_mean`]: npy([3], Float32Array.of(0, 10, 20)),
    [`${name}.running_var`]: npy([3], Float32Array.of(1, 1, 1)),
    ...Object.fromEntries(acts),
  };
}
