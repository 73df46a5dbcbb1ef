import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../../src/formats/index.js';
import { parseProgram, reportOf, viewOf, type Program, type ProgramState } from '../../../../src/session/index.js';
import { configured } from '../../../../src/session/program/settings.js';
import { MemoryFiles, npyOf, openSession } from '../memoryFiles.js';

interface Recorded {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Document 002's example, as its own code computes it. */
const recorded = JSON.parse(
  readFileSync(new URL('../../../fixtures/linear/linear_projection.json', import.meta.url), 'utf8'),
) as {
  readonly weight: Recorded;
  readonly bias: Recorded;
  readonly passes: readonly {
    readonly mode: 'train' | 'eval';
    readonly x: Recorded;
    readonly y: Recorded;
    readonly running_mean: Recorded;
    readonly running_var: Recorded;
  }[];
};
const { weight, bias } = recorded;
const rowsOf = ({ shape: [rows, columns], data }: Recorded) =>
  Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns));

function exampleFiles(): MemoryFiles {
  const files = new MemoryFiles();
  const write = (name: string, { shape, data }: Recorded) => {
    files.write(name, npyOf(shape, Float32Array.from(data)));
  };
  recorded.passes.forEach(({ x, y }, index) => {
    write(`x${index}.npy`, x);
    write(`y${index}.npy`, y);
  });
  write('weight.npy', weight);
  write('bias.npy', bias);
  return files;
}

const programWith = (state: ProgramState): Program => ({
  convention: 'linear-projection',
  state,
  steps: recorded.passes.map(({ mode }, index) => {
    const expected = { expect: `y${index}.npy`, atol: 2e-6 };
    return mode === 'train' ? { train: `x${index}.npy`, ...expected } : { eval: `x${index}.npy`, ...expected };
  }),
});

describe('the example of document 002, from 6 channels to 3', () => {
  test.each([
    ['written into the program', { weight: rowsOf(weight), bias: bias.data }],
    ['from files', { weight: 'weight.npy', bias: { file: 'bias.npy' } }],
  ])('computes what its own code does, its Linear %s', async (_, state) => {
    const program = parseProgram(JSON.stringify(programWith(state)), 'example.bn.json');
    const { session, store } = await ran(program);
    const { passes, channels } = await reportOf(session, store.accessFor(session.layer), { outputs: true });
    expect(channels).toBe(6);
    passes.forEach(({ expect: comparison, output, runningMean, runningVar }, index) => {
      expect(comparison?.passed).toBe(true);
      expect(output?.shape).toEqual([3, 3]);
      recorded.passes[index].running_mean.data.forEach((value, i) => expect(runningMean?.[i]).toBeCloseTo(value, 5));
      recorded.passes[index].running_var.data.forEach((value, i) => expect(runningVar?.[i]).toBeCloseTo(value, 5));
    });
  });

  test('is seen in its own sizes: x̂ has 6 channels, dW 3 rows of them, and y is none of one channel', async () => {
    const { session, store } = await ran(programWith({ weight: 'weight.npy', bias: 'bias.npy' }));
    const access = store.accessFor(session.layer);
    const request = { pass: 0, rowAxis: 0, columnAxis: 1, index: [0, 0], maxRows: 9, maxColumns: 9 };
    const slice = await viewOf(session, 'slice', request, access);
    expect([slice.rows, slice.columns, slice.normalized?.length, slice.y]).toEqual([3, 6, 18, null]);
    const distribution = await viewOf(session, 'distribution', { pass: 0, channel: 5 }, access);
    expect(distribution.y).toBeNull();
    const numbers = await viewOf(session, 'numbers', { pass: 0, channel: 5 }, access);
    expect([...numbers.extremes]).toEqual([5, 26, NaN, NaN]);
    const table = await viewOf(session, 'table', { pass: 0 }, access);
    expect([...table.gamma, ...table.beta].every(Number.isNaN)).toBe(true);
    const gradients = await viewOf(session, 'gradients', { pass: 0, channel: 5, upstream: 'ones' }, access);
    expect([gradients.dLinear?.weight.length, gradients.dLinear?.bias.length]).toEqual([18, 3]);
    expect([gradients.dGamma, gradients.dxMean.length]).toEqual([null, 6]);
  });

  async function ran(program: Program) {
    const owner = await openSession(program, exampleFiles());
    await owner.runAll();
    return owner;
  }
});

describe('what does not fit is refused', () => {
  const steps = [{ train: 'x0.npy' }];
  const refusalOf = async (program: Program): Promise<unknown> => {
    try {
      return await openSession(program, exampleFiles());
    } catch (error) {
      return error instanceof FormatError ? error.message : error;
    }
  };

  test.each([
    ['linear-projection', 'gamma', '1', 'has a Linear in the place of γ and β (expected "weight" and "bias"'],
    ['linear-projection', 'beta', '"b.npy"', 'has a Linear in the place of γ and β (expected "weight" and "bias"'],
    ['pytorch', 'weight', '[[1]]', 'has no Linear (expected "gamma" and "beta"'],
    ['pytorch', 'bias', '0', 'has no Linear (expected "gamma" and "beta"'],
  ])('%s with %s, where it stands in the file', async (convention, name, value, problem) => {
    const text = `{\n  "convention": "${convention}",\n  "state": { "${name}": ${value} },\n  "steps": []\n}`;
    expect(() => parseProgram(text, 'a.bn.json')).toThrow(FormatError);
    expect(() => parseProgram(text, 'a.bn.json')).toThrow(
      new RegExp(`^a\\.bn\\.json: line 3, column \\d+: .*${problem.replace(/[()]/g, '\\$&')}, found "${name}"\\)$`),
    );
    const program: Program = { convention, state: { [name]: JSON.parse(value) as never }, steps };
    expect(await refusalOf(program)).toMatch(new RegExp(`^program: state\\.${name}: `));
  });

  test('a convention of which only the affine is changed is told by that', async () => {
    const convention = { base: 'linear-projection', affine: 'elementwise' } as const;
    expect(await refusalOf({ convention, state: { gamma: 2 }, steps })).toBeInstanceOf(Object);
    expect(await refusalOf({ convention, state: { bias: 2 }, steps })).toMatch(/has no Linear/);
  });

  test.each([
    [{ weight: [[1, 2, 3]] }, /^program: state\.weight: .*expected shape \[outputs, 6\].*found shape \[1, 3\]/],
    [{ weight: [[1, 2], [3]] }, /found shape \[2\]/],
    [{ weight: [] }, /found shape \[0, 0\]/],
    [{ weight: 'bias.npy' }, /^bias\.npy: state\.weight: .*expected shape \[outputs, 6\].*found shape \[3\]/],
    [{ weight: 'weight.npy', bias: [1, 2] }, /^program: state\.bias: .*expected shape \[3\].*found shape \[2\]/],
    [{ bias: 'bias.npy' }, /^bias\.npy: state\.bias: .*expected shape \[6\].*found shape \[3\]/],
  ])('a Linear of another size: %j', async (state, message) => {
    expect(await refusalOf({ convention: 'linear-projection', state, steps })).toMatch(message);
  });

  test('a channel axis that a Linear does not take refuses each pass', async () => {
    const files = new MemoryFiles({ 'x.npy': npyOf([2, 3, 4], new Float32Array(24).fill(1)) });
    const program: Program = { convention: 'linear-projection', channelAxis: 1, steps: [{ train: 'x.npy' }] };
    const owner = await openSession(program, files);
    await owner.runAll();
    expect(owner.session.passes[0]).toMatchObject({ kind: 'refused', error: /Linear takes the last axis/ });
  });
});

describe('a Linear that is given in part', () => {
  const linearOf = async (state: ProgramState) => {
    const { session } = await openSession(
      { convention: 'linear-projection', state, steps: [{ train: 'x0.npy' }] },
      exampleFiles(),
    );
    return session.initial.linear;
  };

  test('has no bias, or changes nothing but for it', async () => {
    expect(await linearOf({ weight: [[1, 2, 3, 4, 5, 6]] })).toEqual({
      weight: Float64Array.of(1, 2, 3, 4, 5, 6),
      bias: Float64Array.of(0),
      out: 1,
    });
    const only = await linearOf({ bias: 2 });
    expect([only?.out, only?.weight[7], only?.weight[8], only?.bias[5]]).toEqual([6, 1, 0, 2]);
  });

  test('waits where affine is off', async () => {
    const program: Program = {
      convention: 'linear-projection',
      affine: false,
      state: { bias: 2 },
      steps: [{ train: 'x0.npy' }],
    };
    expect((await openSession(program, exampleFiles())).session.initial.linear).toBeUndefined();
  });
});

test('another convention drops the parameters that it has no place for', () => {
  const program = programWith({ weight: 'weight.npy', bias: 'bias.npy', runningMean: 1 });
  expect(configured(program, { convention: 'pytorch' }).state).toEqual({ runningMean: 1 });
  expect(configured(program, { eps: 1 }).state).toEqual(program.state);
  const affine: Program = { state: { gamma: 2, runningVar: 3 }, steps: [] };
  expect(configured(affine, { convention: 'linear-projection' }).state).toEqual({ runningVar: 3 });
  expect(configured(affine, { convention: 'keras' }).state).toEqual(affine.state);
});
