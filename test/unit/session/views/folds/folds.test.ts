import { describe, expect, test } from 'vitest';
import { conventionNamed } from '../../../../../src/engine/index.js';
import { readChannel } from '../../../../../src/session/views/folds/channelSeries.js';
import { PassFolds, type PassFold } from '../../../../../src/session/views/folds/passFolds.js';
import { history } from '../../../../../src/session/views/history.js';
import { overview } from '../../../../../src/session/views/overview.js';
import type { OverviewRequest } from '../../../../../src/session/views/view.js';
import { longProgram } from './longProgram.js';

const LENGTH = 60;
const all = Array.from({ length: LENGTH }, (_, pass) => pass);

describe('one more pass', () => {
  test('costs a history that pass', async () => {
    const program = longProgram(LENGTH, 4);
    await history(program.at(LENGTH - 1), { channels: [2] });
    expect(program.looks()).toEqual(all.slice(0, -1));
    const [series] = await history(program.at(LENGTH), { channels: [2] });
    expect(program.looks()).toEqual([LENGTH - 1]);
    expect(series).toEqual((await history(longProgram(LENGTH, 4).at(LENGTH), { channels: [2] }))[0]);
    expect([series.runningMean.length, series.initialWeight.length, series.batchVar.length]).toEqual([61, 61, 60]);
  });

  test.each([
    ['a column each', { maxRows: 3, maxColumns: 100 }],
    ['a column each, of a range that is planned', { maxRows: 3, maxColumns: 100, passRange: [0, 80] }],
    ['fewer columns, of a range that is planned', { maxRows: 3, maxColumns: 7, passRange: [0, 80] }],
    ['channels of a range', { maxRows: 2, maxColumns: 7, passRange: [0, 80], channelRange: [1, 5] }],
  ] as const)('costs an overview that pass, with %s', async (_, shape) => {
    const request: OverviewRequest = { ...shape, quantity: 'mean-gap' };
    const program = longProgram(LENGTH, 8);
    await overview(program.at(LENGTH - 2), request);
    program.looks();
    for (const pass of [LENGTH - 2, LENGTH - 1]) {
      const view = await overview(program.at(pass + 1), request);
      expect(program.looks()).toEqual([pass]);
      expect(view).toEqual(await overview(longProgram(LENGTH, 8).at(pass + 1), request));
    }
  });

  test('changes no column of an overview where each pass has one', async () => {
    const program = longProgram(LENGTH, 8);
    const request = { quantity: 'mean-gap', maxRows: 3, maxColumns: 100, passRange: [0, 80] } as const;
    const before = await overview(program.at(LENGTH - 1), request);
    const after = await overview(program.at(LENGTH), request);
    expect(after.pass).toBeNull();
    for (const name of ['values', 'channel', 'masked'] as const) {
      expect(after[name]?.subarray(0, before[name]?.length)).toEqual(before[name]);
    }
  });

  test('is shown in as many bytes as there are cells, whatever the history', async () => {
    const program = longProgram(LENGTH, 8);
    const view = await overview(program.at(LENGTH), { quantity: 'mean-gap', maxRows: 192, maxColumns: 20 });
    expect([view.rows, view.columns, view.channel]).toEqual([8, 20, null]);
    expect([view.values.byteLength, view.pass?.byteLength, view.masked.byteLength]).toEqual([8 * 160, 2 * 160, 20]);
  });

  test('costs the numbers of all batches that pass, whichever view asked before', async () => {
    const program = longProgram(LENGTH, 4);
    await history(program.at(LENGTH - 1), { channels: [1] });
    program.looks();
    const [mean] = await readChannel(program.at(LENGTH), 1, (series) => series.allBatches());
    expect(program.looks()).toEqual([LENGTH - 1]);
    expect(mean).toBeCloseTo(1, 0);
  });
});

describe('what was gathered', () => {
  test('is not looked at again on the way back', async () => {
    const program = longProgram(LENGTH, 4);
    const request = { channels: [0, 1] };
    const forth = await history(program.at(LENGTH), request);
    program.looks();
    expect(await history({ ...program.at(LENGTH), cursor: { pass: 3, stage: null } }, request)).toEqual(forth);
    expect(program.looks()).toEqual([]);
  });

  test('is gathered anew of passes that went another way, and of a layer that was changed', async () => {
    const program = longProgram(LENGTH, 4);
    await history(program.at(LENGTH), { channels: [0] });
    const other = longProgram(LENGTH + 5, 4, program);
    const [{ batchMean }] = await history(other.at(LENGTH + 5), { channels: [0] });
    expect([other.looks().length, batchMean.length]).toEqual([LENGTH + 5, LENGTH + 5]);

    program.looks();
    const before = program.at(LENGTH);
    const layer = { ...before.layer, convention: { ...conventionNamed('pytorch'), momentum: 0.5 } };
    await history({ ...before, layer }, { channels: [0] });
    expect(program.looks()).toEqual(all);
  });

  test('ends with the passes that are asked for', async () => {
    const program = longProgram(LENGTH, 4);
    await history(program.at(LENGTH), { channels: [0] });
    const [{ runningVar }] = await history(program.at(7), { channels: [0] });
    expect(runningVar).toHaveLength(8);
  });
});

describe('folds', () => {
  /** Counts what it takes in. */
  class Count implements PassFold {
    readonly seen: number[] = [];
    constructor(readonly work: number) {}
    add(_: unknown, pass: number): void {
      this.seen.push(pass);
    }
  }
  const turns = () => {
    let given = 0;
    const breathe = async () => {
      await Promise.resolve();
      given++;
    };
    return { breathe, given: () => given };
  };

  test('give others a turn after a million numbers, and none where there is less to do', async () => {
    const program = longProgram(LENGTH, 2);
    const few = turns();
    await new PassFolds<Count>(1).read(program.at(LENGTH), '', () => new Count(16), Boolean, few.breathe);
    expect(few.given()).toBe(0);
    const many = turns();
    await new PassFolds<Count>(1).read(program.at(LENGTH), '', () => new Count(2 ** 18), Boolean, many.breathe);
    expect(many.given()).toBe(LENGTH / 4);
  });

  test('end where their turn says so, and go on from there', async () => {
    const program = longProgram(LENGTH, 2);
    const folds = new PassFolds<Count>(1);
    const begun: Count[] = [];
    const begin = () => {
      const count = new Count(2 ** 20);
      begun.push(count);
      return count;
    };
    const cancelled = () => Promise.reject(new Error('cancelled'));
    await expect(folds.read(program.at(LENGTH), '', begin, Boolean, cancelled)).rejects.toThrow('cancelled');
    const seen = await folds.read(program.at(LENGTH), '', begin, (count) => count.seen, turns().breathe);
    expect(begun).toHaveLength(1);
    expect(seen).toEqual(all);
  });

  test('of two that are read at once each has its own passes', async () => {
    const program = longProgram(LENGTH, 2);
    const folds = new PassFolds<Count>(2);
    const read = (passes: number) =>
      folds.read(
        program.at(passes),
        '',
        () => new Count(2 ** 20),
        ({ seen }) => [...seen],
        turns().breathe,
      );
    const [short, long] = await Promise.all([read(20), read(LENGTH)]);
    expect([short, long]).toEqual([all.slice(0, 20), all]);
  });

  test('are kept by key, those that were read last', async () => {
    const program = longProgram(LENGTH, 2);
    const folds = new PassFolds<Count>(2);
    let begun = 0;
    const read = (key: string) => folds.read(program.at(9), key, () => (begun++, new Count(1)), Boolean);
    for (const key of ['a', 'b', 'a', 'c', 'a']) await read(key);
    expect(begun).toBe(3);
    await read('b');
    expect(begun).toBe(4);
  });
});
