import assert from 'node:assert/strict';
import {
  commands,
  debug,
  languages,
  Location,
  Position,
  Selection,
  SourceBreakpoint,
  Uri,
  window,
  workspace,
  type DebugConfiguration,
  type DebugSession,
  type Disposable,
} from 'vscode';
import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import type { SessionReport } from '../../src/session/index.js';
import { activated, closeAll, openSession, snapshotOf } from './support/extension.js';
import { Folder } from './support/folder.js';
import { batch, npy } from './support/npy.js';
import { until } from './support/until.js';

/** A debug session as VS Code and its adapter speak about it. */
class Debugging {
  readonly #life: Disposable[] = [];
  readonly events: Protocol.Event[] = [];
  #read = 0;

  private constructor(readonly session: DebugSession) {}

  static start(configuration: Partial<DebugConfiguration>): Promise<Debugging> {
    return Debugging.startedBy(async () => {
      const started = await debug.startDebugging(undefined, {
        ...{ type: 'batchnorm', request: 'launch', name: 'test' },
        ...configuration,
      });
      assert.ok(started);
    });
  }

  /** The session that is new: VS Code's active one may still be one that has ended. */
  static async startedBy(act: () => Thenable<unknown>): Promise<Debugging> {
    const events: Protocol.Event[] = [];
    const life = debug.registerDebugAdapterTrackerFactory('batchnorm', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: Protocol.ProtocolMessage) => {
          if (message.type === 'event') events.push(message as Protocol.Event);
        },
      }),
    });
    let session: DebugSession | undefined;
    const starts = debug.onDidStartDebugSession((one) => (session ??= one));
    await act();
    const debugging = new Debugging(await until(() => session, 'a debug session'));
    starts.dispose();
    debugging.#life.push(life);
    Object.assign(debugging, { events });
    return debugging;
  }

  /** What stopped it next. */
  async stop(): Promise<Protocol.StoppedEvent['body']> {
    const event = await until(() => this.#next('stopped'), 'a stop');
    return (event as Protocol.StoppedEvent).body;
  }

  ended(): Promise<unknown> {
    return until(() => this.events.find(({ event }) => event === 'terminated'), 'its end');
  }

  async ask<R extends Protocol.Response>(command: string, args: object = {}): Promise<R['body']> {
    return (await this.session.customRequest(command, { threadId: 1, ...args })) as R['body'];
  }

  /** Moves, and says where it is then: `batch_1.npy program 3`, with the reason. */
  async move(command: string, args: object = {}): Promise<string> {
    await this.ask(command, args);
    const { reason } = await this.stop();
    return `${await this.where()} ${reason}`;
  }

  async where(): Promise<string> {
    const frames = await this.frames();
    return frames.map(({ source, line }) => `${source?.name ?? ''}:${line}`).join(' < ');
  }

  async frames(): Promise<Protocol.StackFrame[]> {
    return (await this.ask<Protocol.StackTraceResponse>('stackTrace')).stackFrames;
  }

  async variables(frameId = 2): Promise<Record<string, Protocol.Variable & { of: number }>> {
    const { scopes } = await this.ask<Protocol.ScopesResponse>('scopes', { frameId });
    const all: Record<string, Protocol.Variable & { of: number }> = {};
    for (const { variablesReference: of } of scopes) {
      const { variables } = await this.ask<Protocol.VariablesResponse>('variables', { variablesReference: of });
      for (const one of variables) all[one.name] = { ...one, of };
    }
    return all;
  }

  async elements({ variablesReference }: Protocol.Variable, start = 0, count = 100): Promise<Protocol.Variable[]> {
    const page = { variablesReference, filter: 'indexed', start, count };
    return (await this.ask<Protocol.VariablesResponse>('variables', page)).variables;
  }

  async value(expression: string, frameId?: number): Promise<string> {
    const args = { expression, context: 'watch', ...(frameId !== undefined && { frameId }) };
    return (await this.ask<Protocol.EvaluateResponse>('evaluate', args)).result;
  }

  async end(): Promise<void> {
    let isOver = false;
    this.#life.push(debug.onDidTerminateDebugSession(({ id }) => (isOver ||= id === this.session.id)));
    await debug.stopDebugging(this.session);
    await until(() => isOver, 'the end of debugging');
    for (const one of this.#life) one.dispose();
  }

  #next(name: string): Protocol.Event | undefined {
    const found = this.events.slice(this.#read).findIndex(({ event }) => event === name);
    if (found < 0) return undefined;
    this.#read += found + 1;
    return this.events[this.#read - 1];
  }
}

describe('the debugger', () => {
  let folder: Folder;
  let program: Uri;
  let debugging: Debugging | undefined;
  const lines = [
    '{ // a program',
    '  "steps": [',
    '    { "train": "b0.npy" },',
    '    { "train": "b1.npy" },',
    '    { "train": "b2.npy", "gradOutput": "b0.npy" },',
    '    { "eval": "b0.npy" },',
    '    { "train": "b?.npy" }',
    '  ]',
    '}',
  ];

  before(async () => {
    await activated();
    folder = await Folder.make();
    for (let seed = 0; seed < 3; seed++) await folder.writeBatch(`b${seed}.npy`, [4, 3, 2], seed);
    program = await folder.write('p.bn.json', lines.join('\n'));
  });
  afterEach(async () => {
    await debugging?.end();
    debugging = undefined;
    debug.removeBreakpoints(debug.breakpoints);
    await closeAll();
  });
  after(() => folder.remove());

  const start = async (configuration: Partial<DebugConfiguration> = {}): Promise<Debugging> =>
    (debugging = await Debugging.start({ program: program.fsPath, ...configuration }));
  const entered = async (configuration: Partial<DebugConfiguration> = {}): Promise<Debugging> => {
    const started = await start(configuration);
    assert.equal((await started.stop()).reason, 'entry');
    return started;
  };
  const stopOn = (line: number, given: { condition?: string; hits?: string; log?: string; uri?: Uri } = {}): void =>
    debug.addBreakpoints([
      new SourceBreakpoint(
        new Location(given.uri ?? program, new Position(line - 1, 0)),
        true,
        given.condition,
        given.hits,
        given.log,
      ),
    ]);
  const report = async (): Promise<SessionReport> => (await activated()).run(program);

  it('stops before the first pass, on the line of its step, and steps there and back', async () => {
    const here = await entered();
    assert.equal(await here.where(), 'p.bn.json:3');
    assert.equal(await here.move('next'), 'p.bn.json:4 step');
    assert.equal(await here.move('next'), 'p.bn.json:5 step');
    assert.equal(await here.move('stepBack'), 'p.bn.json:4 step');
    assert.equal(await here.move('stepIn'), 'train.bn.py:3 < p.bn.json:4 step');
    assert.equal(await here.move('next'), 'train.bn.py:4 < p.bn.json:4 step');
    assert.equal(await here.move('stepBack'), 'train.bn.py:3 < p.bn.json:4 step');
    assert.equal(await here.move('stepOut'), 'p.bn.json:5 step');
    assert.equal(await here.move('continue'), 'p.bn.json:8 step');
    assert.equal(await here.move('reverseContinue'), 'p.bn.json:3 entry');
    assert.equal(await here.move('restart'), 'p.bn.json:3 entry');
  });

  it('ends where it is continued from its end', async () => {
    const here = await entered({ stopOnEntry: true });
    assert.equal(await here.move('continue'), 'p.bn.json:8 step');
    await here.ask('continue');
    await here.ended();
    debugging = undefined;
  });

  it('shows the algorithm as a text that cannot be edited', async () => {
    const here = await entered();
    await here.move('stepIn');
    const [{ source }] = await here.frames();
    const text = await workspace.openTextDocument(Uri.parse(source?.path ?? ''));
    assert.equal(text.languageId, 'batchnorm-listing');
    assert.match(text.getText(), /^# PyTorch.*\ndef train\(x\):\n {4}mean = x\.mean\(axes\) +# μ = Σx \/ N\n/);
  });

  it('stops at breakpoints on steps: plain, conditional, counted, saying; there and back', async () => {
    stopOn(5);
    stopOn(7, { condition: 'pass == 5' });
    stopOn(6, { log: 'before eval, pass {pass}: {running_mean[0]}' });
    const here = await entered();
    assert.equal(await here.move('continue'), 'p.bn.json:5 breakpoint');
    assert.equal(await here.move('continue'), 'p.bn.json:7 breakpoint');
    assert.equal(await here.value('pass'), '5');
    assert.equal(await here.move('continue'), 'p.bn.json:8 step');
    assert.equal(await here.move('reverseContinue'), 'p.bn.json:7 breakpoint');
    assert.equal(await here.move('reverseContinue'), 'p.bn.json:5 breakpoint');
    const said = here.events.flatMap(({ event, body }) =>
      event === 'output' ? [(body as { output: string }).output] : [],
    );
    assert.match(said.join(''), /before eval, pass 3: -?\d/);
    debug.removeBreakpoints(debug.breakpoints);
    stopOn(7, { hits: '2' });
    await until(() => debug.breakpoints.length === 1, 'the other breakpoint');
    assert.equal(await here.move('continue'), 'p.bn.json:7 breakpoint');
    assert.equal(await here.value('pass'), '5');
    assert.equal(await here.move('continue'), 'p.bn.json:8 step');
    assert.equal(await here.move('reverseContinue'), 'p.bn.json:7 breakpoint');
    assert.equal(await here.value('pass'), '5');
  });

  it('stops inside a pass, at a line of the algorithm, and goes to one', async () => {
    const here = await entered();
    await here.move('stepIn');
    const [{ source }] = await here.frames();
    stopOn(7, { uri: Uri.parse(source?.path ?? ''), condition: 'pass > 1' });
    await here.move('stepOut');
    assert.equal(await here.move('continue'), 'train.bn.py:7 < p.bn.json:4 breakpoint');
    assert.equal(await here.move('continue'), 'train.bn.py:7 < p.bn.json:5 breakpoint');
    assert.equal(await here.move('reverseContinue'), 'train.bn.py:7 < p.bn.json:4 breakpoint');
    const { targets } = await here.ask<Protocol.GotoTargetsResponse>('gotoTargets', { source, line: 4 });
    assert.equal(await here.move('goto', { targetId: targets[0].id }), 'train.bn.py:4 < p.bn.json:4 goto');
    const at7 = { source: { path: program.fsPath }, line: 7 };
    const steps = (await here.ask<Protocol.GotoTargetsResponse>('gotoTargets', at7)).targets;
    assert.deepEqual(
      steps.map(({ label }) => label.replace(/:.*/, '')),
      ['before pass 5', 'before pass 6', 'before pass 7'],
    );
    assert.equal(await here.move('goto', { targetId: steps[2].id }), 'p.bn.json:7 goto');
    assert.equal(await here.value('pass'), '6');
  });

  it('shows numbers that equal the engine’s', async () => {
    const { passes } = await report();
    const here = await entered();
    await here.move('next');
    await here.move('next');
    await here.move('next');
    const variables = await here.variables();
    const { mean, var: variance, runningMean, runningVar, min } = passes[2];
    for (const [name, expected] of Object.entries({
      mean,
      var: variance,
      running_mean: runningMean,
      running_var: runningVar,
      min,
    })) {
      const elements = await here.elements(variables[name]);
      assert.deepEqual(
        elements.map(({ value }) => Number(value)),
        [...(expected ?? [])],
        name,
      );
    }
    assert.deepEqual(
      ['x', 'dtype', 'count', 'num_batches_tracked', 'dx'].map((name) => variables[name].value),
      ['[4, 3, 2]', 'float32', '8', '3', '[4, 3, 2]'],
    );
    const [channel] = await here.elements(variables.x, 1, 1);
    const values = batch([4, 3, 2], 2);
    const [sample] = await here.elements(channel, 3, 1);
    const pair = await here.elements(sample);
    assert.deepEqual(
      pair.map(({ name, value }) => [name, Number(value)]),
      [
        ['[3, 1, 0]', values[3 * 6 + 2]],
        ['[3, 1, 1]', values[3 * 6 + 3]],
      ],
    );
    assert.equal(await here.value('running_mean[0]'), String(passes[2].runningMean?.[0]));
    assert.equal(await here.value('argmax(x[:, 1])'), String(argmaxOfChannel(values, 1)));
    await assert.rejects(here.value('running_mean[0'), /column 15: expected "\]", found the end/);
    await assert.rejects(here.value('nothing + 1'), /column 1: unknown name "nothing"/);
  });

  it('moves together with the panel, whoever steps', async () => {
    const session = await openSession(program);
    const here = await entered();
    await here.move('next');
    assert.deepEqual(snapshotOf(session).cursor, { pass: 1, stage: null });
    await commands.executeCommand('batchnorm.stepInto');
    assert.equal((await here.stop()).reason, 'step');
    assert.equal(await here.where(), 'train.bn.py:3 < p.bn.json:4');
    await here.move('stepOut');
    assert.deepEqual(snapshotOf(session).cursor, { pass: 2, stage: null });
  });

  it('sets values: what follows is a branch beside the original, which the panel shows', async () => {
    const session = await openSession(program);
    const here = await entered();
    await here.move('next');
    const { momentum, running_mean: mean } = await here.variables();
    const set = { variablesReference: momentum.of, name: 'momentum', value: '0.5' };
    assert.equal((await here.ask<Protocol.SetVariableResponse>('setVariable', set)).value, '0.5');
    const { current, others } = snapshotOf(session).branches;
    assert.deepEqual([current, ...others], ['momentum 0.5 at pass 2', 'original']);
    assert.equal(await here.where(), 'p.bn.json:4');
    const before = Number(await here.value('running_mean[1]'));
    await here.move('next');
    const now = Number(await here.value('running_mean[1]'));
    assert.ok(Math.abs(now - (0.5 * before + 0.5 * Number(await here.value('mean[1]')))) < 1e-12);
    assert.ok(mean);
    const again = (await here.variables()).running_mean;
    const element = { variablesReference: again.variablesReference, name: '[1]', value: '7' };
    assert.equal((await here.ask<Protocol.SetVariableResponse>('setVariable', element)).value, '7');
    assert.equal(await here.value('running_mean[1]'), '7');
    await assert.rejects(here.ask('setExpression', { expression: 'mean', value: '1' }), /mean cannot be set/);
  });

  it('stops where a finding is certain, and where a running value changes', async () => {
    const values = batch([4, 3, 2]);
    values[3] = NaN;
    await folder.write('nan.npy', npy([4, 3, 2], values));
    const own = await folder.write(
      'nan.bn.json',
      '{ "steps": [\n{ "train": "b0.npy" },\n{ "train": "nan.npy" },\n{ "eval": "b1.npy" }] }',
    );
    const here = await entered({ program: own.fsPath });
    await here.ask('setExceptionBreakpoints', { filters: ['error'] });
    await here.ask('continue');
    const stop = await here.stop();
    assert.deepEqual([stop.reason, stop.description], ['exception', 'Finding: non-finite-input']);
    assert.equal(await here.where(), 'nan.bn.json:4');
    assert.match((await here.ask<Protocol.ExceptionInfoResponse>('exceptionInfo')).description ?? '', /nan\.npy/);
    await here.ask('setExceptionBreakpoints', { filters: [] });
    await here.move('restart');
    const { running_var: variable } = await here.variables();
    const info = { variablesReference: variable.variablesReference, name: '[0]' };
    const { dataId } = await here.ask<Protocol.DataBreakpointInfoResponse>('dataBreakpointInfo', info);
    assert.equal(dataId, 'running_var[0]');
    await here.ask('setDataBreakpoints', { breakpoints: [{ dataId, condition: '0' }] });
    assert.equal(await here.move('continue'), 'nan.bn.json:3 data breakpoint');
  });

  it('stops backwards, too, where a finding is certain, by rule and by severity, and where a running value changes', async () => {
    const values = batch([4, 3, 2]);
    values[3] = NaN;
    await folder.write('back-nan.npy', npy([4, 3, 2], values));
    const own = await folder.write(
      'back.bn.json',
      '{ "steps": [\n{ "train": "b0.npy" },\n{ "train": "b1.npy" },\n{ "train": "back-nan.npy" },\n{ "eval": "b1.npy" },\n{ "eval": "b0.npy" }\n] }',
    );
    const here = await entered({ program: own.fsPath });
    assert.equal(await here.move('continue'), 'back.bn.json:7 step');
    for (const filters of [['error'], ['non-finite-input']]) {
      await here.ask('setExceptionBreakpoints', { filters });
      assert.equal(await here.move('reverseContinue'), 'back.bn.json:5 exception');
      const info = await here.ask<Protocol.ExceptionInfoResponse>('exceptionInfo');
      assert.equal(info.exceptionId, 'non-finite-input');
      await here.ask('setExceptionBreakpoints', { filters: [] });
      await here.move('continue');
    }
    await here.ask('setExceptionBreakpoints', { filters: ['zero-variance'] });
    await here.ask('setDataBreakpoints', { breakpoints: [{ dataId: 'running_mean[0]', condition: '0' }] });
    assert.equal(await here.move('reverseContinue'), 'back.bn.json:5 data breakpoint');
    assert.equal(await here.move('reverseContinue'), 'back.bn.json:4 data breakpoint');
    await here.ask('setDataBreakpoints', { breakpoints: [{ dataId: 'running_mean[0]', condition: '1000' }] });
    assert.equal(await here.move('reverseContinue'), 'back.bn.json:2 entry');
  });

  it('shows every scope, paged, with numbers that equal the engine’s', async () => {
    const { passes } = await (await activated()).run(program, { outputs: true });
    const here = await entered();
    for (let step = 0; step < 3; step++) await here.move('next');
    const { scopes } = await here.ask<Protocol.ScopesResponse>('scopes', { frameId: 2 });
    assert.deepEqual(
      scopes.map(({ name }) => name),
      ['Batch', 'Running state', 'Parameters', 'Output', 'Gradients'],
    );
    const variables = await here.variables();
    const { output } = passes[2];
    for (let channel = 0; channel < 3; channel++) {
      const [row] = await here.elements(variables.y, channel, 1);
      for (let sample = 0; sample < 4; sample++) {
        const [pair] = await here.elements(row, sample, 1);
        const found = (await here.elements(pair)).map(({ value }) => Math.fround(Number(value)));
        const from = (sample * 3 + channel) * 2;
        assert.deepEqual(found, [...(output?.data.slice(from, from + 2) ?? [])]);
      }
    }
    assert.deepEqual(await here.elements(variables.y, 3, 5), []);
    assert.deepEqual(
      ['eps', 'momentum', 'count', 'num_batches_tracked'].map((name) => Number(variables[name].value)),
      [1e-5, 0.1, passes[2].count, passes[2].numBatchesTracked],
    );
    // Σ dx is 0 where the batch normalizes, and dβ is Σ dy.
    assert.ok(Math.abs(Number(await here.value('sum(dx)'))) < 1e-4);
    assert.ok(Math.abs(Number(await here.value('sum(dy[:, 1]) - dbeta[1]'))) < 1e-4);
    assert.ok(Math.abs(Number(await here.value('sum(dy[:, 1] * xhat[:, 1]) - dgamma[1]'))) < 1e-4);
    await here.move('stepBack');
    const before = await here.variables();
    assert.equal(before.dx, undefined);
    const means = (await here.elements(before.running_mean)).map(({ value }) => Number(value));
    assert.deepEqual(means, [...(passes[1].runningMean ?? [])]);
  });

  it('evaluates what is watched: indices, slices, arithmetic, functions', async () => {
    const here = await entered();
    await here.move('next');
    const values = batch([4, 3, 2], 0);
    const own = [...values.filter((_, index) => Math.floor(index / 2) % 3 === 1)];
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const squares = own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    for (const [expression, expected] of [
      ['x[0, 1, 1]', values[3]],
      ['x[-1, 2, 0]', values[22]],
      ['mean(x[:, 1])', mean],
      ['var(x[:, 1])', squares / (own.length - 1)],
      ['std(x[:, 1])', Math.sqrt(squares / (own.length - 1))],
      ['sqrt(var[1])', Math.sqrt(squares / own.length)],
      ['min(x[:, 1])', Math.min(...own)],
      ['max(x[1:3, 1])', Math.max(...own.slice(2, 6))],
      ['abs(0 - running_mean[1]) * 2 - 1', mean * 0.2 - 1],
      ['sum(histogram(x, 4))', 24],
    ] as const) {
      const found = Number(await here.value(expression));
      assert.ok(Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${expression}: ${found}`);
    }
    assert.deepEqual(
      await Promise.all(['any(isnan(x))', 'all(var > 0)', 'running_mean[0] < 1'].map((one) => here.value(one))),
      ['false', 'true', 'true'],
    );
    assert.match(await here.value('histogram(x[:, 1], 4)'), /^\[\d+, \d+, \d+, \d+\]$/);
    const hovered = { expression: 'running_var', context: 'hover', frameId: 2 };
    const { type } = await here.ask<Protocol.EvaluateResponse>('evaluate', hovered);
    assert.equal(type, 'number [3]');
  });

  it('says again, backwards, what it said forwards, and runs to the cursor', async () => {
    stopOn(6, { log: 'pass {pass}' });
    const here = await entered();
    await here.move('continue');
    await here.move('reverseContinue');
    const said = here.events.filter(
      ({ event, body }) => event === 'output' && (body as { output: string }).output === 'pass 3\n',
    );
    assert.equal(said.length, 2);
    debug.removeBreakpoints(debug.breakpoints);
    const editor = await window.showTextDocument(await workspace.openTextDocument(program));
    editor.selection = new Selection(4, 0, 4, 0);
    await commands.executeCommand('editor.debug.action.runToCursor');
    await here.stop();
    assert.equal(await here.where(), 'p.bn.json:5');
  });

  it('debugs a layer whose program stands in its model, forwards and backwards, and keeps what was set in it', async () => {
    const model = await folder.write(
      'inline.bn.json',
      JSON.stringify({
        layers: [
          { name: 'a/bn', program: { steps: [{ train: 'b0.npy' }, { train: 'b1.npy' }, { eval: 'b2.npy' }] } },
          { name: 'other', program: 'p.bn.json' },
        ],
      }),
    );
    const layer = await entered({ program: model.fsPath, layer: 'a/bn' });
    assert.match(await layer.where(), /^a\.bn\.bn\.json:\d+$/);
    assert.match((await layer.frames())[0].name, /pass 1 of 3: train b0\.npy/);
    await layer.move('next');
    await layer.move('stepIn');
    assert.match(await layer.where(), /^train\.bn\.py:3 < a\.bn\.bn\.json:\d+$/);
    await layer.move('stepOut');
    await layer.ask('setExpression', { expression: 'momentum', value: '0.5', frameId: 2 });
    assert.equal(await layer.value('momentum'), '0.5');
    await layer.move('reverseContinue');
    assert.match((await layer.frames())[0].name, /pass 1 of 3/);
    await layer.end();
    debugging = undefined;
    // The model's tab shows the layer: what is debugged from there is that.
    const { internalForTests } = await activated();
    await commands.executeCommand('vscode.openWith', model, 'batchnorm.program');
    const tab = await until(() => internalForTests.editors.active, 'the model');
    await until(() => tab.session.model, 'its layers');
    tab.openLayer(0, null);
    await until(() => tab.session.snapshot, 'the layer');
    debugging = await Debugging.startedBy(() => commands.executeCommand('batchnorm.debugFile', model));
    await debugging.stop();
    assert.equal(debugging.session.configuration.layer, 'a/bn');
    await debugging.move('next');
    assert.equal(snapshotOf(tab.session).cursor.pass, 1);
  });

  it('debugs a tensor file, and several, in a text that says what they run', async () => {
    const one = await entered({ program: folder.file('b0.npy').fsPath });
    assert.match(await one.where(), /^b0\.npy\.bn\.json:\d+$/);
    const [{ source }] = await one.frames();
    assert.match((await workspace.openTextDocument(Uri.parse(source?.path ?? ''))).getText(), /"train": "b0\.npy"/);
    await one.end();
    debugging = undefined;
    const several = await entered({ program: [0, 1, 2].map((seed) => folder.file(`b${seed}.npy`).fsPath) });
    await several.move('next');
    assert.match((await several.frames())[0].name, /pass 2 of 3: train b1\.npy/);
  });

  it('starts from the open file without a launch.json', async () => {
    await window.showTextDocument(await workspace.openTextDocument(program));
    debugging = await Debugging.startedBy(() => commands.executeCommand('batchnorm.debugFile'));
    assert.equal(debugging.session.configuration.program, program.fsPath);
    assert.equal((await debugging.stop()).reason, 'entry');
    await debugging.end();
    debugging = undefined;
    await until(() => !debug.activeDebugSession, 'no session to be active');
  });

  it('outlives every invalid program and expression, each with file, line and reason', async () => {
    const own = await folder.write('own.bn.json', '{\n"steps": [\n{ "train": "b0.npy" },\n{ "eval": "b1.npy" }\n]}');
    const here = await entered({ program: own.fsPath });
    await here.move('next');
    const reasons = new Set<string>();
    for (const [text, line] of invalidPrograms()) {
      await folder.write('own.bn.json', text);
      const { reason, text: message = '' } = await here.stop();
      const shown = JSON.stringify(text);
      assert.equal(reason, 'exception', shown);
      assert.match(message, new RegExp(`^own\\.bn\\.json: line ${line}, column \\d+: .+`), shown);
      reasons.add(message.replace(/^.*column \d+: /, ''));
      const output = here.events.findLast(({ event }) => event === 'output')?.body as Protocol.OutputEvent['body'];
      assert.deepEqual([output.line, output.source?.name], [line, 'own.bn.json'], shown);
    }
    assert.ok(reasons.size > 12, [...reasons].join('\n'));
    await folder.write('own.bn.json', '{\n"steps": [\n{ "train": "b1.npy" },\n{ "eval": "b1.npy" }\n]}');
    assert.equal((await here.stop()).reason, 'entry');
    assert.match((await here.frames())[0].name, /b1\.npy/);

    const atLine4 = async (breakpoint: object): Promise<Protocol.Breakpoint> => {
      const args = { source: { path: own.fsPath }, breakpoints: [{ line: 4, ...breakpoint }] };
      return (await here.ask<Protocol.SetBreakpointsResponse>('setBreakpoints', args)).breakpoints[0];
    };
    const place = /^own\.bn\.json, line 4: column \d+: .+/;
    for (const expression of invalidExpressions()) {
      await assert.rejects(here.value(expression), /column \d+: .+/, expression);
      const conditional = await atLine4({ condition: expression });
      assert.equal(conditional.verified, false, expression);
      assert.match(conditional.message ?? '', place, expression);
      const logs = await atLine4({ logMessage: `now {${expression}}` });
      assert.deepEqual([logs.verified, place.test(logs.message ?? '')], [false, true], expression);
      const watched = { breakpoints: [{ dataId: 'running_mean[1]', condition: expression }] };
      const { breakpoints } = await here.ask<Protocol.SetDataBreakpointsResponse>('setDataBreakpoints', watched);
      assert.match(breakpoints[0].message ?? '', /^running_mean\[1\]: column \d+: .+/, expression);
      await assert.rejects(here.ask('setExpression', { expression: 'eps', value: expression }), /column \d+: .+/);
    }
    for (const hitCondition of ['0', '-1', 'three', '% 0', '>', '1.5', '= = 2', '9999999999']) {
      const { verified, message = '' } = await atLine4({ hitCondition });
      assert.deepEqual(
        [verified, /^own\.bn\.json, line 4: hit count: expected .+/.test(message)],
        [false, true],
        message,
      );
    }
    for (const [expression, value, reason] of [
      ['mean', '1', /mean cannot be set: gamma, beta/],
      ['gamma[9]', '1', /gamma\[9\]: expected a channel from 0 to 2, found 9/],
      ['eps', '0 / 0', /eps: expected a finite number, found NaN/],
      ['eps', '-1', /eps: expected a number from 0 on, found -1/],
      ['momentum', 'mean', /momentum: expected a finite number/],
      ['running_mean[1', '1', /running_mean\[1 cannot be set/],
    ] as const) {
      await assert.rejects(here.ask('setExpression', { expression, value }), reason);
    }
    await here.ask('setDataBreakpoints', { breakpoints: [] });
    for (const request of ['nonsense', 'scopes', 'variables', 'setVariable', 'goto', 'setExpression']) {
      await here.ask(request, { variablesReference: 99, targetId: 9, name: 'x', value: '1' }).catch(() => undefined);
    }
    await here.ask('setBreakpoints', { source: { path: own.fsPath }, breakpoints: [] });
    assert.equal(await here.move('continue'), 'own.bn.json:5 step');
  });

  it('tells of a program that is invalid from the start, and goes on when it is not any more', async () => {
    const own = await folder.write('late.bn.json', '{\n"steps": [\n{ "trian": "b0.npy" }\n]}');
    const here = await start({ program: own.fsPath });
    const { reason, text } = await here.stop();
    assert.equal(reason, 'exception');
    assert.match(text ?? '', /^late\.bn\.json: line 3, column 3: .*train/);
    assert.equal(await here.where(), 'late.bn.json:3');
    const { breakpoints } = await here.ask<Protocol.SetDataBreakpointsResponse>('setDataBreakpoints', {
      breakpoints: [{ dataId: 'running_mean[0]' }, { dataId: 'running_var[1]', condition: '> 2' }],
    });
    const told = breakpoints.map(({ verified, message }) => `${verified} ${message ?? ''}`);
    assert.deepEqual(told, Array(2).fill('false The program cannot be read'));
    await folder.write('late.bn.json', '{\n"steps": [\n\n{ "train": "b0.npy" }\n]}');
    assert.equal((await here.stop()).reason, 'entry');
    assert.equal(await here.where(), 'late.bn.json:4');
    assert.equal(await here.move('next'), 'late.bn.json:5 step');
  });

  it('has programs in a language that takes breakpoints, and VS Code’s JSON by their schema', async () => {
    const own = await folder.write('schema.bn.json', '{ // comments are fine\n"steps": 3 }');
    await window.showTextDocument(await workspace.openTextDocument(own));
    assert.equal(window.activeTextEditor?.document.languageId, 'batchnorm-program');
    const [problem] = await until(() => {
      const found = languages.getDiagnostics(own);
      return found.length > 0 && found;
    }, 'the schema’s word');
    assert.equal(problem.range.start.line, 1);
  });

  it('says what is wrong in a launch.json, and debugs a layer of a model', async () => {
    const model = await folder.write('model.bn.json', '{ "layers": [{ "name": "bn1", "program": "p.bn.json" }] }');
    const layer = await entered({ program: model.fsPath, layer: 'bn1' });
    assert.equal(await layer.where(), 'p.bn.json:3');
    await layer.end();
    debugging = undefined;
    for (const [given, message] of [
      [{ program: undefined }, /"program": expected the path/],
      [{ program: [] }, /expected at least one file/],
      [
        { program: program.fsPath, layer: 'bn1' },
        /"layer": expected a model of several layers beside it, found p\.bn\.json/,
      ],
      [{ program: model.fsPath, layer: 'bn9' }, /"layer": expected a layer of model\.bn\.json \(bn1\), found "bn9"/],
    ] as const) {
      const heard: string[] = [];
      const tracker = debug.registerDebugAdapterTrackerFactory('batchnorm', {
        createDebugAdapterTracker: () => ({
          onDidSendMessage: (sent: Protocol.Response) => {
            if (sent.type === 'response' && !sent.success) heard.push(JSON.stringify(sent.body));
          },
        }),
      });
      void debug.startDebugging(undefined, { type: 'batchnorm', request: 'launch', name: 'wrong', ...given });
      await until(() => heard.length > 0, 'the refusal');
      assert.match(heard.join('').replaceAll('\\"', '"'), message);
      tracker.dispose();
      await commands.executeCommand('workbench.action.closeMessages').then(undefined, () => undefined);
    }
  });
});

/** Texts of programs, and the line that is wrong in each: written, and made by changing one of them at every place. */
function* invalidPrograms(): Generator<readonly [text: string, line: number]> {
  const steps = (...of: readonly string[]) => `{\n"steps": [\n${of.join(',\n')}\n]}`;
  yield ['', 1];
  yield ['[]', 1];
  yield ['{\n"steps": 3 }', 2];
  yield ['{\n\n"stepz": [] }', 3];
  yield ['{\n"steps": [\n{ "train": "b0.npy"\n]}', 4];
  for (const step of [
    '{}',
    '3',
    '{ "train": 3 }',
    '{ "trian": "b0.npy" }',
    '{ "train": "b0.npy", "eval": "b1.npy" }',
    '{ "train": "b0.npy", "batchSize": 0 }',
    '{ "train": "b0.npy", "batchSize": "4" }',
    '{ "train": "b0.npy", "rtol": -1 }',
    '{ "eval": ["b0.npy"] }',
    '{ "set": { "epz": 1 } }',
    '{ "set": { "eps": "small" } }',
    '{ "set": { "gamma": { "file": 3 } } }',
    '{ "train": "b0.npy", "rows": [1] }',
    '{ "train": "b0.npy", "ranks": "together" }',
    '{ "train": "b0.npy", "train": "b1.npy" }',
  ]) {
    yield [steps('{ "train": "b0.npy" }', step), 4];
  }
  for (const head of [
    '"convention": "pytorhc"',
    '"channelAxis": "one"',
    '"affine": 1',
    '"state": { "gama": 1 }',
    '"state": 3',
    '"batchAxis": 0.5',
    '"convention": { "eps": 1 }',
    '"findings": 7, "affine": "no"',
  ]) {
    yield [`{\n${head},\n"steps": [{ "train": "b0.npy" }] }`, 2];
  }
  for (const mark of '{}[]:,') yield [steps('{ "train": "b0.npy" }', `{ "train": ${mark} "b0.npy" }`), 4];
}

/** Written, and generated: no beginning of an expression that ends in an operator is one. */
function invalidExpressions(): readonly string[] {
  const whole = 'max ( abs ( mean - running_mean ) ) > 0.5 and any ( isnan ( y [ 0 , 1 ] ) )'.split(' ');
  const beginnings = whole.map((_, index) => whole.slice(0, index + 1).join(' '));
  return [
    ...['1 +', 'mean[', 'mean[9]  > > 1', 'menu > 1', 'sqr(mean) > 1', 'mean[0,1] > 1', 'mean > 1 > 0', 'eval("1")'],
    ...['process.exit()', 'mean; 1', '`1`', '() => 1', 'this', 'mean = = 1', 'x[1:2:0] ..', 'histogram() > 1'],
    ...beginnings.filter((text) => /[-(>,[]$|and$/.test(text)),
    ...'@!$%^&*=~?\\'.split('').map((mark) => `mean ${mark} `),
  ];
}

function argmaxOfChannel(values: Float32Array, channel: number): number {
  const own = values.filter((_, index) => Math.floor(index / 2) % 3 === channel);
  return own.indexOf(Math.max(...own));
}
