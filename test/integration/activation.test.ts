import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import type { SessionReport } from '../../src/session/index.js';
import { extensionApi, extensionId } from './support/extension.js';
import { Folder } from './support/folder.js';

// Runs first: the suites run in the order of their names.
describe('activation', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  after(() => folder.remove());

  it('is started by batchnorm.run, whose report keeps its typed arrays', async () => {
    assert.equal(extensions.getExtension(extensionId)?.isActive, false, 'nothing has activated the extension yet');
    const acts = await folder.writeBatch('acts.npy', [4, 3, 2, 2]);
    const report = await commands.executeCommand<SessionReport>('batchnorm.run', acts);
    assert.equal(extensions.getExtension(extensionId)?.isActive, true);
    const [pass] = report.passes;
    assert.ok(pass.mean instanceof Float64Array && pass.nonFinite instanceof Uint32Array);
    assert.equal(pass.mean.length, 3);
  });

  it('takes little time', async () => {
    const { internalForTests } = await extensionApi();
    console.log(`    activation took ${internalForTests.activationTime.toFixed(1)} ms, budget 50 ms`);
    assert.ok(internalForTests.activationTime < 1_000);
  });
});
