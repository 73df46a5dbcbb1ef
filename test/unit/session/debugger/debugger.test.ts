import { describe, expect, test } from 'vitest';
import { meanOf, varianceOf } from '../../../../src/engine/index.js';
import {
  type Action,
  carryOut,
  Debugger,
  openFrom,
  type DebugName,
  type DebugRequest,
  type DebugResult,
  type Program,
} from '../../../../src/session/index.js';
import type { SessionOwner } from '../../../../src/session/run/sessionOwner.js';
import { calls, passesTold } from '../recordings/recordedLayer.js';
import { layerFiles, recordedProgram, RecordingFiles, runRecorded } from '../recordings/recordingFiles.js';
import { batchBytes, exampleFiles, npyOf, openSession, trains, type MemoryFiles } from '../memoryFiles.js';

class Bench {
  readonly debugger = new Debugger();
  readonly said: string[] = [];

  constructor(readonly owner: SessionOwner) {}

  static async open(program: Program, files?: MemoryFiles, text: string | null = textOf(program)): Promise<Bench> {
    const bench = new Bench(await openSession(program, files));
    expect(await bench.ask('attach', { text, begins: true })).toEqual({ isOther: false });
    return bench;
  }

  ask<K extends DebugName>(name: K, request: DebugRequest<K>): Promise<DebugResult<K>> {
    const { session, store } = this.owner;
    return this.debugger.answer(
      { session, access: store.accessFor(session.layer), open: openFrom(store) },
      name,
      request,
    );
  }

  /** Where it is, and why. */
  async run(direction: 'forward' | 'backward', pass?: number): Promise<string> {
    await this.debugger.run(this.owner, { direction, ...(pass !== undefined && { pass }) }, (text) =>
      this.said.push(text),
    );
    return this.place();
  }

  /** As the worker does. */
  async act(action: Action): Promise<string> {
    await carryOut(this.owner, action, {}, (run) => this.debugger.run(this.owner, run, (text) => this.said.push(text)));
    return this.place();
  }

  async place(): Promise<string> {
    const { frames, stop } = await this.ask('stack', null);
    const [{ source, line }] = frames;
    const { pass, stage } = this.owner.session.cursor;
    return `${pass}${stage === null ? '' : `.${stage}`} ${source}:${line} ${stop ? `${stop.reason} ${stop.ids.join()}`.trim() : '-'}`;
  }

  async value(expression: string, frame: 'stage' | 'pass' | null = 'pass'): Promise<string> {
    return (await this.ask('evaluate', { expression, frame })).value;
  }
}

/** A step a line, from line 2 on; the bracket behind them on its own. */
function textOf({ steps, ...rest }: Program): string {
  const head = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}, `);
  return `{ ${head.join('')}"steps": [\n${steps.map((step) => JSON.stringify(step)).join(',\n')}\n] }`;
}
const six = { steps: [...trains(4), { eval: 'val.npy' }, { train: 'batch_4.npy' }] } satisfies Program;

describe('the call stack', () => {
  test('has the step that comes on its line, inside a pass the stage above it, at the end the end', async () => {
    const bench = await Bench.open(six);
    expect((await bench.ask('stack', null)).frames).toEqual([
      {
        ...{ kind: 'pass', source: 'program', name: 'pass 1 of 6: train batch_0.npy' },
        ...{ line: 2, column: 1, endLine: 2, endColumn: 24 },
      },
    ]);
    await bench.owner.goTo(1, 1);
    const inside = await bench.ask('stack', null);
    expect(inside.frames.map(({ kind, source, name, line }) => [kind, source, name, line])).toEqual([
      ['stage', 'train', 'batch variance', 4],
      ['pass', 'program', 'pass 2 of 6: train batch_1.npy', 3],
    ]);
    const [{ line, column, endColumn }] = inside.frames;
    const listing = (await bench.ask('source', 'train')).split('\n');
    expect(listing[line - 1].slice(column - 1, endColumn - 1)).toMatch(/^var = x\.var\(.*\)$/);
    await bench.owner.runAll();
    const end = await bench.ask('stack', null);
    expect(end).toMatchObject({ isAtEnd: true, frames: [{ name: 'end, after pass 6', line: 8, column: 1 }] });
  });

  test('has a program without a text in one that says the same', async () => {
    const bench = await Bench.open(six, exampleFiles(), null);
    const text = (await bench.ask('source', 'program')).split('\n');
    await bench.owner.goTo(2);
    const { frames } = await bench.ask('stack', null);
    expect(text[frames[0].line]).toContain('batch_3.npy');
  });

  test('keeps to the lines of the file when something was set, and passes were inserted or removed', async () => {
    const bench = await Bench.open({ steps: [{ train: 'batch_*.npy' }, { eval: 'val.npy' }] });
    await bench.owner.set(5, { momentum: 0.5 });
    expect(bench.owner.session.program.steps).toHaveLength(14);
    for (const [pass, line] of [
      [0, 2],
      [5, 2],
      [11, 2],
      [12, 3],
      [13, 4],
    ]) {
      await bench.owner.goTo(pass === 0 ? null : pass - 1);
      expect([pass, (await bench.ask('stack', null)).frames[0].line]).toEqual([pass, line]);
    }
    await bench.owner.removePass(2);
    await bench.owner.goTo(10);
    expect((await bench.ask('stack', null)).frames[0].line).toBe(2 + 0 + 1);
  });

  test('knows a session that is not the one of the text', async () => {
    const bench = await Bench.open(six);
    await bench.owner.set(2, { eps: 0.1 });
    expect(await bench.ask('attach', { text: textOf(six), begins: false })).toEqual({ isOther: true });
  });
});

describe('a breakpoint on a step', () => {
  test('stops before it, forwards and backwards', async () => {
    const bench = await Bench.open(six);
    expect(await bench.ask('breakpoints', { source: 'program', breakpoints: [{ id: 7, line: 4 }] })).toEqual([
      { id: 7, line: 4, endLine: 4 },
    ]);
    expect(await bench.run('forward')).toBe('2 program:4 breakpoint 7');
    expect(await bench.run('forward')).toBe('6 program:8 end');
    expect(await bench.run('backward')).toBe('2 program:4 breakpoint 7');
    expect(await bench.run('backward')).toBe('0 program:2 start');
  });

  test('is at the next step below its line, at each pass of a step, and nowhere below all', async () => {
    const bench = await Bench.open({ steps: [{ train: 'batch_0.npy' }, { train: 'batch_*.npy' }] });
    const [one, none] = await bench.ask('breakpoints', {
      source: 'program',
      breakpoints: [
        { id: 1, line: 1 },
        { id: 2, line: 9 },
      ],
    });
    expect([one.line, none.line, none.problem]).toEqual([2, undefined, 'There is no step on this line or below']);
    await bench.ask('breakpoints', { source: 'program', breakpoints: [{ id: 3, line: 3 }] });
    const stops = [];
    for (let count = 0; count < 3; count++) stops.push(await bench.run('forward'));
    expect(stops).toEqual([1, 2, 3].map((pass) => `${pass} program:3 breakpoint 3`));
  });

  test('with a condition looks at what the passes leave, that of the last one too', async () => {
    const bench = await Bench.open({ steps: [{ train: 'batch_*.npy' }, { eval: 'val.npy' }] });
    const at = async (condition: string) => {
      bench.owner.reset();
      await bench.ask('breakpoints', { source: 'program', breakpoints: [{ id: 1, line: 2, condition }] });
      return bench.run('forward');
    };
    expect(await at('pass == 4')).toBe('4 program:2 breakpoint 1');
    expect(await at('pass == 12')).toBe('12 program:3 breakpoint 1');
    expect(await at('pass == 13')).toBe('13 program:4 end');
    expect(await at('max(abs(mean - running_mean)) > 0.5')).toBe('1 program:2 breakpoint 1');
  });

  test('with a hit count stops at the same pass from either side', async () => {
    const bench = await Bench.open({ steps: [{ train: 'batch_*.npy' }] });
    const stops = async (hits: string, condition?: string) => {
      const found: string[] = [];
      await bench.ask('breakpoints', {
        source: 'program',
        breakpoints: [{ id: 1, line: 2, hits, ...(condition !== undefined && { condition }) }],
      });
      bench.owner.reset();
      for (const direction of ['forward', 'backward'] as const) {
        const passes: number[] = [];
        for (;;) {
          await bench.run(direction);
          const { stop } = await bench.ask('stack', null);
          if (stop?.reason !== 'breakpoint') break;
          passes.push(bench.owner.session.cursor.pass);
        }
        found.push(passes.join());
      }
      return found;
    };
    expect(await stops('3')).toEqual(['2', '2']);
    expect(await stops('>= 10')).toEqual(['9,10,11', '11,10,9']);
    expect(await stops('% 5')).toEqual(['4,9', '9,4']);
    expect(await stops('2', 'pass % 4 == 0 and pass > 0')).toEqual(['8', '8']);
    expect(await stops('< 3', 'pass > 5')).toEqual(['6,7', '7,6']);
  });

  test('that says something says it, and does not stop', async () => {
    const bench = await Bench.open(six);
    const log = 'pass {pass}: {running_mean[0] > 1e9}, {nothing}';
    const [state] = await bench.ask('breakpoints', { source: 'program', breakpoints: [{ id: 1, line: 3, log }] });
    expect(state.problem).toContain('unknown name "nothing"');
    await bench.ask('breakpoints', {
      source: 'program',
      breakpoints: [{ id: 1, line: 3, log: 'pass {pass}: {running_mean[9] > 1}, {count}' }],
    });
    expect(await bench.run('forward')).toBe('6 program:8 end');
    expect(bench.said).toEqual(['pass 1: {column 14: expected an index from -3 to 2, found 9}, 32']);
  });
});

describe('a breakpoint on a line of the algorithm', () => {
  test('stops in every pass of its mode, before that stage', async () => {
    const bench = await Bench.open(six);
    const states = await bench.ask('breakpoints', { source: 'eval', breakpoints: [{ id: 5, line: 1 }] });
    expect(states).toEqual([{ id: 5, line: 3 }]);
    await bench.ask('breakpoints', { source: 'train', breakpoints: [{ id: 6, line: 7, condition: 'pass > 1' }] });
    const stops = [];
    for (let count = 0; count < 6; count++) stops.push(await bench.run('forward'));
    expect(stops).toEqual([
      '1.4 train:7 breakpoint 6',
      '2.4 train:7 breakpoint 6',
      '3.4 train:7 breakpoint 6',
      '4.0 eval:3 breakpoint 5',
      '5.4 train:7 breakpoint 6',
      '6 program:8 end',
    ]);
    const back = [];
    for (let count = 0; count < 6; count++) back.push(await bench.run('backward'));
    expect(back).toEqual([...stops.slice(0, 5).reverse(), '0 program:2 start']);
  });

  test('stops a pass that is stepped over, or out of; a step inside it comes to the stage itself', async () => {
    const bench = await Bench.open(six);
    await bench.ask('breakpoints', {
      source: 'train',
      breakpoints: [
        { id: 6, line: 4 },
        { id: 7, line: 6 },
      ],
    });
    const over = { kind: 'stepOver', breaks: true } as const;
    const out = { kind: 'stepOut', breaks: true } as const;
    expect(await bench.act(over)).toBe('0.1 train:4 breakpoint 6');
    expect(await bench.act(over)).toBe('0.2 train:5 -');
    expect(await bench.act(out)).toBe('0.3 train:6 breakpoint 7');
    expect(await bench.act(out)).toBe('1 program:3 -');
    // Out of the program itself.
    expect(await bench.act(out)).toBe('1.1 train:4 breakpoint 6');
  });
});

describe('findings and data', () => {
  test('stop behind the pass at which a finding is certain', async () => {
    const files = exampleFiles();
    const values = Float32Array.from({ length: 96 }, (_, index) => (index === 7 ? NaN : Math.sin(index)));
    files.write('nan.npy', npyOf([8, 3, 4], values));
    const program = { steps: [...trains(2), { train: 'nan.npy' }, { eval: 'val.npy' }] };
    for (const wanted of ['error', 'non-finite-input']) {
      const bench = await Bench.open(program, files);
      await bench.ask('findings', [wanted]);
      expect(await bench.run('forward')).toBe('3 program:5 exception');
      const { stop } = await bench.ask('stack', null);
      expect(stop?.rule).toBe('non-finite-input');
      expect(stop?.text).toMatch(/NaN at \[0, 1, 3\].* Look at \[0, 1, 3\] of nan\.npy/);
    }
    const bench = await Bench.open(program, files);
    await bench.ask('findings', ['zero-variance']);
    expect(await bench.run('forward')).toBe('4 program:6 end');
  });

  test('stop where a running value changes, by a threshold', async () => {
    const bench = await Bench.open(six);
    await bench.owner.runAll();
    const means = bench.owner.session.passes.map(({ after }) => after.runningMean?.[1] ?? NaN);
    const changes = means.map((mean, pass) => Math.abs(mean - (means[pass - 1] ?? 0)));
    const behind = (test: (pass: number) => boolean) => means.flatMap((_, pass) => (test(pass) ? [pass + 1] : []));
    const stops = async (condition?: string) => {
      bench.owner.reset();
      const name = 'running_mean[1]';
      await bench.ask('dataBreakpoints', [{ id: 1, name, ...(condition !== undefined && { condition }) }]);
      const passes: number[] = [];
      while ((await bench.run('forward')).includes('data breakpoint')) passes.push(bench.owner.session.cursor.pass);
      return passes;
    };
    // A pass that evaluates changes nothing.
    expect(await stops()).toEqual([1, 2, 3, 4, 6]);
    const limit = [...changes].sort((a, b) => a - b)[3];
    expect(await stops(String(limit))).toEqual(behind((pass) => changes[pass] > limit));
    const half = (means[2] + means[3]) / 2;
    expect(await stops(`> ${half}`)).toEqual(
      behind((pass) => means[pass] > half && !(pass > 0 && means[pass - 1] > half)),
    );
    expect(await stops('pass > 3')).toEqual([4, 6]);
    expect(await bench.ask('watchable', ' running_mean[ 1 ] ')).toEqual({
      name: 'running_mean[1]',
      text: 'running_mean[1]',
    });
    for (const expression of ['running_mean', 'gamma[1]', 'running_var[-1]', 'running_mean[1] + 1']) {
      expect(await bench.ask('watchable', expression)).toEqual({
        name: null,
        text: `${expression}: only a channel of running_mean or running_var can be watched`,
      });
    }
    expect(await bench.ask('dataBreakpoints', [{ id: 1, name: 'running_mean[1]', condition: '> > 2' }])).toEqual([
      { id: 1, problem: expect.stringContaining('column 19') as string },
    ]);
  });
});

describe('variables', () => {
  const names = async (bench: Bench, frame: 'stage' | 'pass') =>
    Object.fromEntries((await bench.ask('scopes', frame)).map(({ name, variables }) => [name, variables]));

  test('between passes are what the last one left, and equal the engine', async () => {
    const bench = await Bench.open(six);
    await bench.owner.goTo(1);
    const scopes = await names(bench, 'pass');
    expect(Object.entries(scopes).map(([name, variables]) => [name, variables.map((one) => one.name).join()])).toEqual([
      ['Batch', 'x,dtype,file,mean,var,count,min,max,nonFinite'],
      ['Running state', 'running_mean,running_var,num_batches_tracked'],
      ['Parameters', 'gamma,beta,eps,momentum'],
      ['Output', 'xhat,y'],
    ]);
    const { moments, after } = bench.owner.session.passes[1] as Extract<
      (typeof bench.owner.session.passes)[number],
      { kind: 'computed' }
    >;
    const of = async (name: string) => {
      const variable = Object.values(scopes)
        .flat()
        .find((one) => one.name === name);
      const path = variable?.path ?? { expression: name, frame: 'pass' as const, indices: [null] };
      return (await bench.ask('children', { path, start: 0, count: 100 })).map(({ value }) => Number(value));
    };
    expect(await of('mean')).toEqual([...meanOf(moments)]);
    expect(await of('var')).toEqual([...varianceOf(moments, 'biased')]);
    expect(await of('min')).toEqual([...moments.min]);
    expect(await of('running_mean')).toEqual([...(after.runningMean ?? [])]);
    expect(await of('running_var')).toEqual([...(after.runningVar ?? [])]);
    expect(scopes.Parameters.map(({ value, canSet }) => [value, canSet])).toEqual([
      ['[1, 1, 1]', true],
      ['[0, 0, 0]', true],
      ['0.00001', true],
      ['0.1', true],
    ]);
  });

  test('of a batch are paged, by channel first', async () => {
    const bench = await Bench.open(six);
    await bench.owner.goTo(0);
    const [{ variables }] = await bench.ask('scopes', 'pass');
    const [x] = variables;
    expect([x.value, x.type, x.count]).toEqual(['[8, 3, 4]', 'float32', 3]);
    const channels = await bench.ask('children', { path: x.path ?? fail(), start: 1, count: 2 });
    expect(channels.map(({ name, expression, count }) => [name, expression, count])).toEqual([
      ['[:, 1]', 'x[:, 1]', 8],
      ['[:, 2]', 'x[:, 2]', 8],
    ]);
    const samples = await bench.ask('children', { path: channels[0].path ?? fail(), start: 7, count: 100 });
    expect(samples.map(({ name, count }) => [name, count])).toEqual([['[7, 1]', 4]]);
    const values = await bench.ask('children', { path: samples[0].path ?? fail(), start: 0, count: 100 });
    const { values: all } = await bench.owner.store.tensor(bench.owner.session.plan[0].batch);
    expect(values.map(({ name, value }) => [name, Number(value)])).toEqual(
      [0, 1, 2, 3].map((at) => [`[7, 1, ${at}]`, all[7 * 12 + 4 + at]]),
    );
    for (const { expression, value } of [...channels, ...samples, ...values]) {
      expect(await bench.value(expression ?? fail())).toBe(value);
    }
  });

  test('inside a pass are what its stages have made so far; the frame below has those before it', async () => {
    const bench = await Bench.open(six);
    await bench.owner.goTo(1, 1);
    const [before, after] = [0, 1].map((pass) => bench.owner.session.passes[pass].after.runningMean?.[0]);
    expect(Object.keys(await names(bench, 'stage'))).toEqual(['Batch', 'Running state', 'Parameters']);
    await expect(bench.value('var[0]', 'stage')).rejects.toThrow('column 1: var has no value here');
    await bench.owner.stepInto();
    expect(Number(await bench.value('var[0]', 'stage'))).toBeGreaterThan(0);
    await bench.owner.goTo(1, 4);
    expect(await bench.value('running_mean[0]', 'stage')).toBe(String(before));
    await bench.owner.goTo(1, 5);
    expect(await bench.value('running_mean[0]', 'stage')).toBe(String(after));
    expect(await bench.value('running_mean[0]', 'pass')).toBe(String(before));
    expect(await bench.value('pass', 'pass')).toBe('1');
    expect(await bench.value('pass', 'stage')).toBe('2');
    // Of no frame: the innermost.
    expect(await bench.value('pass', null)).toBe('2');
    bench.owner.stepOut();
    await bench.owner.goTo(0);
    expect(await bench.value('pass', null)).toBe('1');
  });

  test('before the first pass are the state that it begins with', async () => {
    const bench = await Bench.open({ ...six, state: { runningMean: [1, 2, 3] } });
    const scopes = await names(bench, 'pass');
    expect(Object.keys(scopes)).toEqual(['Running state', 'Parameters']);
    expect(scopes['Running state'][0].value).toBe('[1, 2, 3]');
    await expect(bench.value('mean[0]')).rejects.toThrow('column 1: mean has no value here');
  });

  test('have what was recorded beside what is computed', async () => {
    const told = passesTold(calls(6, 3));
    const owner = await runRecorded(recordedProgram('bn1'), new RecordingFiles(layerFiles('bn1', told)));
    const bench = new Bench(owner);
    await owner.goTo(2);
    const { Recorded } = await names(bench, 'pass');
    expect(Recorded.map(({ name }) => name)).toEqual(['recorded_mean', 'recorded_var', 'recorded_batches']);
    expect(await bench.value('recorded_mean[1]')).toBe(String(told[2].after.mean[1]));
    expect(await bench.value('max(abs(recorded_mean - running_mean)) < 1e-6')).toBe('true');
    owner.reset();
    await expect(bench.value('recorded_mean')).rejects.toThrow('column 1: recorded_mean has no value here');
  });

  test('have gradients where one is given', async () => {
    const files = exampleFiles();
    files.write('dy.npy', batchBytes([8, 3, 4], 40));
    const bench = await Bench.open({ steps: [{ train: 'batch_0.npy', gradOutput: 'dy.npy' }] }, files);
    await bench.owner.goTo(0);
    const { Gradients } = await names(bench, 'pass');
    expect(Gradients.map(({ name }) => name)).toEqual(['dy', 'dx', 'dgamma', 'dbeta']);
    expect(Math.abs(Number(await bench.value('sum(dx)')))).toBeLessThan(1e-4);
    expect(Number(await bench.value('sum(dy[:, 1]) - dbeta[1]'))).toBeCloseTo(0, 5);
  });
});

describe('a value that is set', () => {
  const change = async (bench: Bench, expression: string, value: string, frame: 'stage' | 'pass' = 'pass') => {
    const { pass, values } = await bench.ask('change', { expression, value, frame });
    await bench.owner.set(pass, values);
  };

  test('is what follows computed with, as a branch beside the original', async () => {
    const bench = await Bench.open(six);
    await bench.owner.goTo(1);
    const before = Number(await bench.value('running_mean[1]'));
    await change(bench, 'momentum', '0.1 * 5');
    expect(await bench.value('momentum')).toBe('0.5');
    await bench.owner.goTo(2);
    const batch = Number(await bench.value('mean[1]'));
    expect(Number(await bench.value('running_mean[1]'))).toBeCloseTo(0.5 * before + 0.5 * batch, 12);
    expect(bench.owner.branchName).toBe('momentum 0.5 at pass 3');
    expect(bench.owner.branches.map(({ name }) => name)).toEqual(['original']);
  });

  test('may be one element, and is shown at once', async () => {
    const bench = await Bench.open(six);
    await bench.owner.goTo(1);
    const others = await bench.value('running_var[0]');
    await change(bench, 'running_var[2]', 'running_var[2] + 1');
    const { after } = bench.owner.session.passes[1];
    expect(await bench.value('running_var[2]')).toBe(String((after.runningVar?.[2] ?? 0) + 1));
    expect(await bench.value('running_var[0]')).toBe(others);
    await change(bench, 'gamma[0]', '3');
    expect(await bench.value('gamma')).toBe('[3, 1, 1]');
    await bench.owner.goTo(2, 3);
    expect(Number(await bench.value('mean(abs(xhat[:, 0]))', 'stage'))).toBeGreaterThan(0);
    expect(await bench.value('gamma', 'stage')).toBe('[3, 1, 1]');
  });

  test('is refused where nothing would come of it', async () => {
    const bench = await Bench.open(six);
    await bench.owner.goTo(0, 5);
    await expect(change(bench, 'running_mean', '0', 'stage')).rejects.toThrow('has moved in this pass already');
    await expect(change(bench, 'mean', '0', 'stage')).rejects.toThrow('mean cannot be set: gamma, beta');
    await expect(change(bench, 'beta[9]', '0')).rejects.toThrow('beta[9]: expected a channel from 0 to 2, found 9');
    await expect(change(bench, 'eps', '1 / 0')).rejects.toThrow('eps: expected a finite number, found Infinity');
    await expect(change(bench, 'eps', '1 +')).rejects.toThrow('column 4: expected a value, found the end');
    await bench.owner.runAll();
    await expect(change(bench, 'eps', '1')).rejects.toThrow('Nothing comes after the last pass');
  });
});

test('a place to go to is a pass of the step on the line, or a stage of the pass that comes', async () => {
  const bench = await Bench.open({ steps: [{ train: 'batch_*.npy' }, { eval: 'val.npy' }] });
  const steps = await bench.ask('targets', { source: 'program', line: 2 });
  expect(steps).toHaveLength(12);
  expect(steps[3]).toEqual({ label: 'before pass 4: train batch_3.npy', line: 2, action: { kind: 'goTo', pass: 2 } });
  expect(steps[0].action).toEqual({ kind: 'goTo', pass: null });
  expect(await bench.ask('targets', { source: 'train', line: 5 })).toEqual([
    { label: 'normalize of pass 1', line: 5, action: { kind: 'goTo', pass: 0, stage: 2 } },
  ]);
  expect(await bench.ask('targets', { source: 'eval', line: 3 })).toEqual([]);
});

function fail(): never {
  throw new Error('it has no elements');
}
