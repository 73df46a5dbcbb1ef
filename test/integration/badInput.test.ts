import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { activated, activeViewType, closeAll, failureOf, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { batch, npy, npyWithHeader } from './support/npy.js';

const header = (descr: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
const zeros = new Uint8Array(64);
const good = npy([4, 3], batch([4, 3]));
const overlong = new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 0, 6, ...zeros]);

/** Each kind of bad input: the file, and what its error has to name beside the file. */
const refused: readonly [what: string, file: string, content: Uint8Array | string, says: RegExp][] = [
  ['empty file', 'empty.npy', new Uint8Array(0), /empty|0 bytes/],
  ['truncated header', 'header.npy', good.slice(0, 40), /expected[^]*found/],
  ['truncated data', 'data.npy', good.slice(0, good.length - 5), /expected[^]*48[^]*found[^]*43/],
  ['header that is no literal', 'literal.npy', npyWithHeader('import os', zeros), /header/],
  ['unknown descr', 'descr.npy', npyWithHeader(header("'<f3'", '(4, 4)'), zeros), /<f3/],
  ['negative shape', 'negative.npy', npyWithHeader(header("'<f4'", '(-4, 4)'), zeros), /-4/],
  ['overflowing shape', 'huge.npy', npyWithHeader(header("'<f4'", '(9999999999, 9999999999)'), zeros), /9999999999/],
  ['100 MB of header', 'long.npy', overlong, /header/],
  ['object array', 'object.npy', npyWithHeader(header("'|O'", '(2,)'), zeros), /pickle|object/i],
  ['structured dtype', 'record.npy', npyWithHeader(header("[('a', '<f4')]", '(2,)'), zeros), /structured|record/i],
  ['complex', 'complex.npy', npyWithHeader(header("'<c8'", '(4, 2)'), zeros), /complex/i],
  ['strings', 'strings.npy', npyWithHeader(header("'<U4'", '(4,)'), zeros), /string|text/i],
  ['dates', 'dates.npy', npyWithHeader(header("'<M8[s]'", '(4, 2)'), zeros), /date/i],
  ['ragged JSON', 'ragged.tensor.json', '[[1, 2],\n [3]]', /line 2/],
  ['mixed JSON', 'mixed.tensor.json', '[[1, 2],\n [3, true]]', /line 2/],
  ['numbers as strings', 'text.tensor.json', '[[1, "2"]]', /line 1/],
  ['1e400', 'large.tensor.json', '[[1, 1e400]]', /1e400/],
  ['deep nesting', 'deep.tensor.json', '['.repeat(200) + ']'.repeat(200), /nest|deep/],
  ['JSON cut off', 'cut.tensor.json', '[[1, 2], [3', /line 1/],
  ['rank 0', 'rank0.npy', npyWithHeader(header("'<f4'", '()'), zeros.slice(0, 4)), /\[\]|rank 0|0 dim|scalar/i],
  ['rank 1', 'rank1.npy', npyWithHeader(header("'<f4'", '(4,)'), zeros.slice(0, 16)), /\[4\]/],
  ['zero-size axis', 'zero.npy', npyWithHeader(header("'<f4'", '(0, 3)'), new Uint8Array(0)), /\[0, 3\]/],
];

describe('bad input', () => {
  let folder: Folder;
  before(async () => {
    folder = await Folder.make();
  });
  afterEach(closeAll);
  after(() => folder.remove());

  for (const [what, name, content, says] of refused) {
    it(`${what}: refused in the API and in the panel`, async () => {
      const file = await folder.write(name, content);
      const inApi = await refusalOfRun(name, file);
      assert.match(inApi, says);
      const session = await openSession(file);
      await commands.executeCommand('batchnorm.train');
      const inPanel =
        failureOf(session) ?? snapshotOf(session).passes.find(({ status }) => status === 'refused')?.error ?? '';
      assert.match(inPanel, says);
      assert.equal(activeViewType(), 'batchnorm.tensor', 'the editor stays');
    });
  }

  it('bytes after the data: read, with a warning', async () => {
    const file = await folder.write('trailing.npy', new Uint8Array([...good, 1, 2, 3]));
    const session = await openSession(file);
    assert.match(snapshotOf(session).input.warnings.join(), /3/);
  });

  it('NaN and infinities: computed, counted and found', async () => {
    const values = batch([4, 3]);
    values.set([NaN, Infinity], 4);
    const { run } = await activated();
    const report = await run(await folder.write('nan.npy', npy([4, 3], values)));
    assert.deepEqual([...(report.passes[0].nonFinite ?? [])], [0, 1, 1]);
    assert.ok(Number.isNaN(report.passes[0].mean[1]));
    assert.equal(report.passes[0].mean[2], Infinity);
    assert.ok(report.findings.some(({ rule, channel }) => rule === 'non-finite-input' && channel === 1));
  });

  it('C that does not match γ: refused, naming both', async () => {
    await folder.writeBatch('three.npy', [4, 3]);
    const { run } = await activated();
    const refusal = await messageOfRun(
      run({ base: folder.uri, state: { gamma: [1, 1] }, steps: [{ train: 'three.npy' }] }),
    );
    assert.match(refusal, /2[^]*3|3[^]*2/);
  });

  it('a refused file that is mended is read again', async () => {
    const file = await folder.write('mended.npy', new Uint8Array(0));
    const session = await openSession(file);
    assert.ok(failureOf(session));
    await folder.writeBatch('mended.npy', [4, 3]);
    await commands.executeCommand('batchnorm.reload');
    assert.deepEqual(snapshotOf(session).input.shape, [4, 3]);
  });
});

async function refusalOfRun(name: string, file: Parameters<Awaited<ReturnType<typeof activated>>['run']>[0]) {
  const { run } = await activated();
  const message = await messageOfRun(run(file));
  assert.ok(message.includes(name), `${message} names ${name}`);
  return message;
}

/** Why a run was refused: as a whole, or in its first pass. */
async function messageOfRun(running: ReturnType<Awaited<ReturnType<typeof activated>>['run']>): Promise<string> {
  try {
    return (await running).passes[0].error ?? assert.fail('expected a refusal, found a pass');
  } catch (error) {
    if (error instanceof assert.AssertionError || !(error instanceof Error)) throw error;
    return error.message;
  }
}
