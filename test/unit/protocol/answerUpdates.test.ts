import fc from 'fast-check';
import { deserialize, serialize } from 'node:v8';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AnswerReceiver, AnswerSender } from '../../../src/protocol/index.js';
import { cellChanges, changedCells } from '../../../src/protocol/cellChanges.js';
import type { FollowedView, SentView, ViewCall } from '../../../src/protocol/index.js';
import type { ViewName, ViewRequest, ViewResult } from '../../../src/session/index.js';
import { batch, npy } from '../../integration/support/npy.js';
import { BASE, MemoryFiles } from '../session/memoryFiles.js';
import { valueOf, workerOver } from '../worker/workerOver.js';

const call = { name: 'numbers', request: { pass: 1, channel: 2 } } as const;

/** An answer to a call; tests send anything. */
function view(answer: unknown, { name, request }: ViewCall = call): FollowedView {
  return { name, request, answer: { ok: true, value: answer as ViewResult } };
}

/** A wire on which answers cross as they are sent, and how many bytes the last one had. */
function wire() {
  const [sender, receiver] = [new AnswerSender(), new AnswerReceiver()];
  return {
    sender,
    bytes: 0,
    send(answer: unknown, of: ViewCall = call): unknown {
      const bytes = serialize(sender.update(view(answer, of)));
      this.bytes = bytes.length;
      return valueOf(receiver.receive(deserialize(bytes) as SentView).answer);
    },
  };
}

describe('numbers of an array', () => {
  const numbers = fc.array(fc.constantFrom(0, -0, 1, NaN, Infinity), { maxLength: 40 });

  test('that have changed are sent, and lead to the same array', () => {
    fc.assert(
      fc.property(numbers, numbers, (before, after) => {
        const [one, other] = [Float64Array.from(before), Float64Array.from(after)];
        const changes = cellChanges(one, other);
        const isSame = one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
        expect(changes === undefined).toBe(isSame);
        if (changes) expect(changedCells(one, changes)).toEqual(other);
      }),
    );
  });

  test('are of their own kind, in runs', () => {
    const before = Uint16Array.from({ length: 100 }, (_, index) => index);
    const after = new Uint16Array(102);
    after.set(before);
    after.set([7, 8, 9], 30);
    after.set([1, 2], 100);
    const changes = cellChanges(before, after);
    expect(changes).toEqual({
      length: 102,
      runs: Uint32Array.from([30, 3, 100, 2]),
      values: Uint16Array.from([7, 8, 9, 1, 2]),
    });
    expect(cellChanges(after, before)).toEqual({
      length: 100,
      runs: Uint32Array.from([30, 3]),
      values: Uint16Array.from([30, 31, 32]),
    });
  });

  test('go whole where that is shorter, or where they are of another kind', () => {
    expect(cellChanges(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6))).toBeNull();
    expect(cellChanges(Float64Array.of(1, 2, 3), Float32Array.of(1, 2, 3))).toBeNull();
  });
});

describe('an answer', () => {
  test('is whole at first, and then what is other in it', () => {
    const sender = new AnswerSender();
    const send = (answer: unknown, of?: ViewCall) => valueOf(sender.update(view(answer, of)).answer);
    const first = { channel: 1, mean: new Float64Array(100), beside: [{ name: 'a', running: null }] };
    const second = { ...first, mean: new Float64Array(101), beside: [{ name: 'a', running: null }] };
    expect(send(first)).toEqual({ kind: 'whole', answer: first });
    const cells = { length: 101, runs: Uint32Array.of(100, 1), values: Float64Array.of(0) };
    expect(send(second)).toEqual({
      kind: 'changes',
      since: 0,
      change: { kind: 'parts', parts: [['mean', { kind: 'cells', cells }]] },
    });
    // Another view, or the same with another choice of channels, has nothing to do with it.
    expect(send(second, { ...call, name: 'distribution' })).toEqual({ kind: 'whole', answer: second });
    expect(send(second, { name: 'table', request: { pass: 1, channels: [2] } })).toEqual({
      kind: 'whole',
      answer: second,
    });
    expect(send(second, { ...call, request: { pass: 2, channel: 3 } })).toEqual({
      kind: 'changes',
      since: 1,
      change: undefined,
    });
  });

  test('arrives as it was, whatever it is', () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.string(),
      fc.constant(null),
      fc.array(fc.double(), { maxLength: 30 }).map((values) => Float64Array.from(values)),
      fc.array(fc.nat(255), { maxLength: 30 }).map((values) => Uint8Array.from(values)),
    );
    const names = fc.constantFrom('a', 'b', 'c');
    const answer = fc.oneof(
      leaf,
      fc.array(fc.dictionary(names, leaf), { maxLength: 3 }),
      fc.dictionary(names, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(names, leaf))),
    );
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 6 }), (answers) => {
        const one = wire();
        for (const sent of answers) expect(one.send(sent)).toEqual(structuredClone(sent));
      }),
    );
  });

  test('keeps the objects of what has not changed', () => {
    const one = wire();
    const before = one.send([{ mean: Float64Array.of(1), shape: [1, 2] }]) as { mean: unknown; shape: unknown }[];
    const after = one.send([{ mean: Float64Array.of(2), shape: [1, 2] }]) as typeof before;
    expect(after).toEqual([{ mean: Float64Array.of(2), shape: [1, 2] }]);
    expect(after[0].shape).toBe(before[0].shape);
    expect(one.send([{ mean: Float64Array.of(2), shape: [1, 2] }])).toBe(after);
    expect(before).toEqual([{ mean: Float64Array.of(1), shape: [1, 2] }]);
  });

  test('that failed is sent as it is, and what follows goes on from the one before', () => {
    const [sender, receiver] = [new AnswerSender(), new AnswerReceiver()];
    const failed: FollowedView = {
      ...call,
      answer: { ok: false, failure: { title: 'No', message: 'It is not there' } },
    };
    expect([view(1), failed, view(2)].map((one) => receiver.receive(sender.update(one)))).toEqual([
      view(1),
      failed,
      view(2),
    ]);
  });

  test('is whole again where the other side began anew', () => {
    const one = wire();
    one.send(1);
    one.sender.reset();
    expect(one.sender.update(view(3)).answer).toEqual({ ok: true, value: { kind: 'whole', answer: 3 } });
  });

  test('that does not go on from the one before it is refused', () => {
    const receiver = new AnswerReceiver();
    const update: SentView = { ...call, answer: { ok: true, value: { kind: 'changes', since: 0, change: undefined } } };
    expect(() => receiver.receive(update)).toThrow('update 0 of numbers came after none');
    receiver.receive({ ...call, answer: { ok: true, value: { kind: 'whole', answer: 1 } } });
    expect(receiver.receive(update)).toEqual(view(1));
    expect(() => receiver.receive(update)).toThrow('update 0 of numbers came after 1');
  });
});

/** A session whose history is so long, and what one more pass sends of each view. */
async function bytesOfStep(passes: number, shape: readonly number[]): Promise<Record<string, number>> {
  const files = new MemoryFiles({
    'a.npy': npy(shape, batch(shape)) as never,
    'b.npy': npy(shape, batch(shape, 3)) as never,
  });
  const api = workerOver(files);
  const steps = Array.from({ length: passes }, (_, pass) => ({ train: pass % 2 === 0 ? 'a.npy' : 'b.npy' }));
  valueOf(await api.open('s', { target: { kind: 'inline', program: { steps }, base: BASE } }));
  valueOf(await api.act('s', { kind: 'runAll' }));
  const one = wire();
  const bytes: Record<string, number> = {};
  const look = async <K extends ViewName>(name: K, request: ViewRequest<K>) => {
    const answer = valueOf(await api.view('s', name, request));
    expect(isDeepStrictEqual(one.send(answer, { name, request }), answer)).toBe(true);
    bytes[name] = one.bytes;
  };
  for (const count of [passes, passes + 1]) {
    if (count > passes) valueOf(await api.act('s', { kind: 'pass', mode: 'train' }));
    await look('history', { channels: [1, 2] });
    const passRange = [0, count] as const;
    await look('overview', { quantity: 'mean-gap', passRange, maxRows: 192, maxColumns: Math.min(count, 560) });
  }
  return bytes;
}

describe('one more pass', () => {
  test('of 10,000 is sent in as many bytes as one of 600: of a history those of the pass', async () => {
    const [short, long] = [await bytesOfStep(600, [2, 8]), await bytesOfStep(10_000, [2, 8])];
    expect(long.history).toBeLessThan(1_500);
    expect(Math.abs(long.history - short.history)).toBeLessThan(20);
    // Columns of several passes are cut elsewhere; where each has its own, none is touched.
    expect(long.overview).toBeLessThan(45_000 / 2);
    expect((await bytesOfStep(100, [2, 256])).overview).toBeLessThan(3_000);
  });
});
