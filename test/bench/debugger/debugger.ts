import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repository } from '../../host/repository.js';
import { Figures } from '../figures.js';
import type { Group } from '../group.js';
import { median } from '../median.js';
import { result, type Result } from '../result.js';
import { DebugSession } from './debugSession.js';
import { batchShape, breakpointLine, makeLongProgram, passes, type LongProgram } from './longProgram.js';

const rounds = 5;
const condition = 'var[37] < 1e-5';
/** Looks at all values of every pass, on the line behind the one that makes them. */
const valueCondition = 'any(isnan(y))';
const forward = { kind: 'run', direction: 'forward', breaks: true } as const;
const backward = { kind: 'run', direction: 'backward', breaks: true } as const;

const program = `${passes.toLocaleString('en')} passes over 100 batches of (${batchShape.join()})`;
/** The line of `normalize`, where the variance is there. */
const places = [
  { name: 'on a step', source: 'program', line: breakpointLine },
  { name: 'on a line of the algorithm', source: 'train', line: 5 },
] as const;
const firstName = `${program}, no batch known, a conditional breakpoint: continue`;
const runName = (place: string, way: string) => `${program}, a conditional breakpoint ${place}: ${way}`;
const pauseName = `${program}, a conditional breakpoint: pause`;
const stopName = `${program}: a stop, until its Variables are there`;
const lagName = `${program}: the longest that the host does not answer while it runs`;
const memoryName = `${program}: memory beyond that of its first batch`;
const names = [
  firstName,
  ...places.flatMap(({ name }) => [runName(name, 'continue'), runName(name, 'reverse continue')]),
  ...[stopName, lagName, memoryName, pauseName],
];

/** What it takes to debug a long program: the worker in its thread, asked what the debug adapter asks it. */
export const debugging: Group = {
  name: 'debugger',
  title: 'Debugger',
  about: `The worker in a thread of its own, asked what the debug adapter asks. The condition is ${condition}, which never holds: it is looked at in every pass that the breakpoint is at.`,
  async measure(say, isWanted) {
    const figures = new Figures(say);
    if (!names.some(isWanted)) return { results: [], absent: [] };
    say('building');
    await promisify(execFile)(process.execPath, ['esbuild.mjs', 'cli'], { cwd: repository });
    const long = await makeLongProgram();
    try {
      await figures.takeAll(names, () => measureAll(long, figures, say));
    } finally {
      await long.remove();
    }
    return { results: figures.results, absent: figures.absent };
  },
};

async function measureAll(long: LongProgram, { results }: Figures, say: (what: string) => void): Promise<void> {
  const session = await DebugSession.start(long);
  try {
    await session.act({ kind: 'goTo', pass: 0 });
    const memory = new Peak();
    await session.act({ kind: 'reset' });
    say('first run');
    await session.breakAt('train', { line: 5, condition });
    const lag = new Lag();
    results.push(pace(firstName, await secondsOf(() => run(session, forward, passes))));
    const longest = lag.end();
    for (const { name, source, line } of places) {
      say(name);
      const [on, back]: [number[], number[]] = [[], []];
      await session.breakAt(source, { line, condition });
      for (let round = 0; round < rounds; round++) {
        back.push(await secondsOf(() => run(session, backward, 0)));
        on.push(await secondsOf(() => run(session, forward, passes)));
      }
      results.push(pace(runName(name, 'continue'), median(on)), pace(runName(name, 'reverse continue'), median(back)));
    }
    say('stops');
    const stops: number[] = [];
    for (let pass = 10; pass < passes; pass += passes / rounds) {
      await session.act({ kind: 'goTo', pass, stage: 3 });
      stops.push(1000 * (await secondsOf(() => session.showStop())));
    }
    results.push(atMost100(stopName, Math.max(...stops)), atMost100(lagName, longest));
    results.push(
      result({ name: memoryName, unit: 'MiB', us: memory.end(), isHigherBetter: false, budget: { atMost: 256 } }),
    );
    say('pause');
    results.push(atMost100(pauseName, await pauses(long)));
  } finally {
    session.end();
  }
}

async function run(session: DebugSession, action: typeof forward | typeof backward, end: number): Promise<void> {
  const { cursor } = await session.act(action);
  if (cursor.pass !== end) throw new Error(`it stopped at pass ${cursor.pass}, and was to run to ${end}`);
}

/** The longest answer to a pause, in ms: while batches are read, and while their values are looked at again. */
async function pauses(long: LongProgram): Promise<number> {
  const session = await DebugSession.start(long);
  const times: number[] = [];
  try {
    await session.breakAt('train', { line: 5, condition });
    for (let round = 0; round < rounds; round++) times.push(await pauseIn(session, forward));
    await session.breakAt('train', { line: 7, condition: valueCondition });
    for (let round = 0; round < rounds; round++) {
      await session.act({ kind: 'goTo', pass: passes / 2 });
      times.push(await pauseIn(session, backward));
    }
  } finally {
    session.end();
  }
  return Math.max(...times);
}

async function pauseIn(session: DebugSession, action: typeof forward | typeof backward): Promise<number> {
  const running = session.act(action);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const time = await secondsOf(() => (session.pause(), running));
  const { cursor } = await running;
  const isOver = cursor.pass === (action.direction === 'forward' ? passes : 0);
  if (isOver) throw new Error(`the run was over before it was paused, at pass ${cursor.pass}`);
  return 1000 * time;
}

function pace(name: string, seconds: number): Result {
  return result({ name, unit: 'passes/s', us: passes / seconds, budget: { atLeast: 2000 } });
}

function atMost100(name: string, us: number): Result {
  return result({ name, unit: 'ms', us, isHigherBetter: false, budget: { atMost: 100 } });
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The longest time, in ms, that this thread, which is the extension host's, leaves a timer waiting. */
class Lag {
  #longest = 0;
  #last = performance.now();
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last - Lag.pace);
    this.#last = now;
  }, Lag.pace);
  private static readonly pace = 5;

  end(): number {
    clearInterval(this.#timer);
    return this.#longest;
  }
}

/** How much more memory the process, whose thread the worker is, ever takes than it does now; in MiB. */
class Peak {
  readonly #before = process.memoryUsage.rss();
  #most = this.#before;
  readonly #timer = setInterval(() => (this.#most = Math.max(this.#most, process.memoryUsage.rss())), 20);

  end(): number {
    clearInterval(this.#timer);
    return (this.#most - this.#before) / 2 ** 20;
  }
}
