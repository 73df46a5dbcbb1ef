import assert from 'node:assert/strict';
import { commands, Uri, workspace, type Disposable } from 'vscode';
import { activated, closeAll, failureOf, openSession, snapshotOf } from './support/extension.js';
import { MemoryFiles } from './support/memoryFiles.js';
import { batch, npy } from './support/npy.js';
import { until } from './support/until.js';

describe('a virtual file system', () => {
  const scheme = 'batchnorm-test';
  const files = new MemoryFiles();
  const file = (name: string): Uri => Uri.from({ scheme, path: `/${name}` });
  let registration: Disposable;
  before(() => {
    registration = workspace.registerFileSystemProvider(scheme, files);
  });
  afterEach(closeAll);
  after(() => {
    registration.dispose();
  });

  it('is read through VS Code: tensors, programs, patterns', async () => {
    for (const i of [0, 1, 2]) files.writeFile(file(`b${i}.npy`), npy([4, 3], batch([4, 3], i)));
    files.writeFile(file('p.bn.json'), new TextEncoder().encode('{ "steps": [{ "train": "b*.npy" }] }'));
    const { run } = await activated();
    const report = await run(file('p.bn.json'));
    assert.deepEqual(
      report.passes.map(({ batch }) => batch),
      ['b0.npy', 'b1.npy', 'b2.npy'],
    );
    const session = await openSession(file('b0.npy'));
    await commands.executeCommand('batchnorm.train');
    assert.equal(snapshotOf(session).shown, 0);
  });

  it('may say more than a path in its URIs, as git does', async () => {
    files.writeFile(file('b0.npy'), npy([4, 3], batch([4, 3])));
    const older = file('b0.npy').with({ query: JSON.stringify({ path: '/b0.npy', ref: 'HEAD' }) });
    const session = await openSession(older);
    await commands.executeCommand('batchnorm.train');
    const { title, passes } = snapshotOf(session);
    assert.deepEqual([title, passes[0].batch, passes[0].status], ['b0.npy', 'b0.npy', 'computed']);
  });

  it('is watched', async () => {
    files.writeFile(file('watched.npy'), npy([4, 3], batch([4, 3])));
    const session = await openSession(file('watched.npy'));
    files.writeFile(file('watched.npy'), npy([5, 3], batch([5, 3])));
    await until(() => session.snapshot?.notice, 'a notice');
    assert.deepEqual(snapshotOf(session).input.shape, [5, 3]);
    files.delete(file('watched.npy'));
    assert.match(await until(() => failureOf(session), 'the panel to say so'), /watched\.npy is gone/);
  });
});
