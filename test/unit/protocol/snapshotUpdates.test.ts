import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { SnapshotReceiver, SnapshotSender, type SnapshotUpdate } from '../../../src/protocol/index.js';
import type { Action, SessionSnapshot } from '../../../src/protocol/index.js';
import { receivingChanges, sendingChanges } from '../../../src/worker/snapshotWire.js';
import { BASE, batchBytes, exampleFiles } from '../session/memoryFiles.js';
import { valueOf, workerOver } from '../worker/workerOver.js';

const actions: readonly Action[] = [
  { kind: 'pass', mode: 'train' },
  { kind: 'stepInto' },
  { kind: 'stepInto' },
  { kind: 'pass', mode: 'eval' },
  { kind: 'configure', settings: { momentum: 0.5 } },
  { kind: 'runAll' },
  { kind: 'stepBack' },
  { kind: 'removePass', pass: 1 },
  { kind: 'undo' },
  { kind: 'split', batchSize: 4 },
  { kind: 'addBatches', uris: [`${BASE}/wide.npy`] },
  { kind: 'runAll' },
  { kind: 'goTo', pass: 0 },
  { kind: 'undo' },
  { kind: 'reset' },
];

describe('a snapshot that is sent as what changed', () => {
  test('arrives as it is, whatever happens to the session', async () => {
    const api = workerOver(exampleFiles());
    const [sender, receiver] = [new SnapshotSender(), new SnapshotReceiver()];
    const send = (snapshot: SessionSnapshot) => {
      const update = structuredClone(sender.update(snapshot));
      expect(receiver.receive(update)).toEqual(snapshot);
      return update;
    };
    const uris = [0, 1, 2].map((index) => `${BASE}/batch_${index}.npy`);
    expect(send(valueOf(await api.open('s', { target: { kind: 'files', uris } }))).kind).toBe('whole');
    for (const action of actions) expect(send(valueOf(await api.act('s', action))).kind).toBe('changes');
    // A page that was shown anew has nothing.
    sender.reset();
    expect(send(valueOf(await api.act('s', { kind: 'runAll' }))).kind).toBe('whole');
  });

  test('is the same on both sides of a thread, for several sessions, opened again and after failures', async () => {
    const [here, there] = [workerOver(exampleFiles()), workerOver(exampleFiles())];
    const thread = sendingChanges(there);
    const cloned = {
      ...thread,
      open: async (...given: Parameters<typeof thread.open>) => structuredClone(await thread.open(...given)),
      act: async (...given: Parameters<typeof thread.act>) => structuredClone(await thread.act(...given)),
      judge: async (...given: Parameters<typeof thread.judge>) => structuredClone(await thread.judge(...given)),
    };
    const remote = receivingChanges(cloned);
    const failing: Action = { kind: 'removePass', pass: 99 };
    for (const id of ['s', 't', 's']) {
      const uris = [`${BASE}/batch_${id === 's' ? 3 : 4}.npy`];
      const opened = { target: { kind: 'files', uris } } as const;
      expect(await remote.open(id, opened)).toEqual(await here.open(id, opened));
      for (const action of [...actions.slice(0, 5), failing, ...actions.slice(5)]) {
        expect(await remote.act(id, action)).toEqual(await here.act(id, action));
      }
      const thresholds = { 'not-converged': { meanGap: 0.9 } };
      expect(await remote.judge(id, thresholds)).toEqual(await here.judge(id, thresholds));
      expect(await remote.act(id, { kind: 'runAll' })).toEqual(await here.act(id, { kind: 'runAll' }));
    }
    await remote.close('s');
    expect(await remote.act('s', { kind: 'reset' })).toMatchObject({ ok: false });
  });

  test('cannot be understood out of its order', () => {
    const receiver = new SnapshotReceiver();
    const update: SnapshotUpdate = { kind: 'changes', since: 1, changes: { fields: {} } };
    expect(() => receiver.receive(update)).toThrow(RangeError);
  });
});

test('a step of a program of 10,000 passes sends no more than one of a short one, and lists one pass anew', async () => {
  const files = exampleFiles();
  files.write('long.npy', batchBytes([40_000, 8]));
  const api = workerOver(files);
  const program = { steps: [{ train: 'long.npy', batchSize: 4 }] };
  let before = valueOf(await api.open('s', { target: { kind: 'inline', program, base: BASE } }));
  const sender = new SnapshotSender();
  expect(serialize(sender.update(before)).byteLength).toBeGreaterThan(200_000);
  const bytes: number[] = [];
  const listed: number[] = [];
  // A step at its start, in its middle and at its end; back again; and over what is known.
  for (const action of [
    { kind: 'pass', mode: 'train' },
    { kind: 'pass', mode: 'train' },
    { kind: 'goTo', pass: 4998 },
    { kind: 'pass', mode: 'train' },
    { kind: 'goTo', pass: 9998 },
    { kind: 'pass', mode: 'train' },
    { kind: 'stepBack' },
    { kind: 'stepBack' },
    { kind: 'pass', mode: 'train' },
    { kind: 'pass', mode: 'train' },
  ] as const) {
    const after = valueOf(await api.act('s', action));
    const size = serialize(sender.update(after)).byteLength;
    const others = after.passes.filter((pass, index) => pass !== before.passes[index]).length;
    if (action.kind !== 'goTo') {
      bytes.push(size);
      listed.push(others);
    }
    before = after;
  }
  expect(listed).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  expect(Math.max(...bytes)).toBeLessThan(5000);
  expect(before.passes.every(({ status }) => status === 'computed')).toBe(true);
  // More than the program has: the first writes its mini-batches as steps of their own.
  const grown: number[] = [];
  for (let pass = 0; pass < 3; pass++) {
    const after = valueOf(await api.act('s', { kind: 'pass', mode: 'train' }));
    grown.push(serialize(sender.update(after)).byteLength);
    expect(after.passes.filter((one, index) => one !== before.passes[index])).toHaveLength(1);
    before = after;
  }
  expect(Math.max(...grown.slice(1))).toBeLessThan(5000);
});

test('a run of thousands of passes sends once what is other in all of them', async () => {
  const files = exampleFiles();
  files.write('long.npy', batchBytes([40_000, 8]));
  const api = workerOver(files);
  const program = { steps: [{ train: 'long.npy', batchSize: 4 }] };
  const before = valueOf(await api.open('s', { target: { kind: 'inline', program, base: BASE } }));
  const [sender, receiver] = [new SnapshotSender(), new SnapshotReceiver()];
  receiver.receive(sender.update(before));
  const after = valueOf(await api.act('s', { kind: 'runAll' }));
  const update = sender.update(after);
  // A typical gap a pass, and little else.
  expect(serialize(update).byteLength).toBeLessThan(10_000 * 8 + 20_000);
  expect(receiver.receive(structuredClone(update))).toEqual(after);
});
