import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { limits } from '../patience.mjs';
import { currentCase, sharedBytes, type Counts, type Finding, type Progress, type ThreadTask } from './protocol.js';

export interface CampaignOptions {
  readonly seed: number;
  /** Mutations. */
  readonly runs: number;
  /** When to stop, as Date.now() says. */
  readonly until: number;
  readonly threads: number;
}

const folder = join('test-results', 'fuzz');
const targetNames = [
  'npy',
  'parts',
  'npz',
  'safetensors',
  'json',
  'torch',
  'hdf5',
  'foreign',
  'program',
  'golden',
  'run',
];
const structuresPerRound = 400;
/** No case takes a tenth of a second on a quiet machine; one that takes this long does not end. */
const hangs = limits.event;
const tellEvery = 10_000;
/** Of one problem so many are kept: they tend to have one cause. */
const mostKept = 5;

/** A run of the fuzzer over threads: adds up what they do, keeps what they find, ends those that hang. */
export class Campaign {
  private readonly started = Date.now();
  private readonly totals = new Map<string, Counts>();
  private readonly kept = new Map<string, number>();
  private cases = 0;
  private time = 0;
  private memory = 0;
  private findings = 0;

  constructor(private readonly options: CampaignOptions) {}

  /** @returns whether nothing was found */
  async run(): Promise<boolean> {
    const { seed, threads } = this.options;
    console.log(`seed ${seed}, ${threads} threads`);
    const timer = setInterval(() => this.tell(), tellEvery);
    await Promise.all(Array.from({ length: threads }, (_, first) => this.thread(first, seed)));
    clearInterval(timer);
    this.tell();
    let failed = 0;
    for (const name of targetNames) {
      const { read, refused, found } = this.totals.get(name) ?? { read: 0, refused: 0, found: 0 };
      // A reader that takes nothing, or everything, was not tested. Foreign formats are there to be refused.
      const isTested = refused > 0 && (read > 0 || name === 'foreign');
      if (found > 0 || !isTested) failed++;
      console.log(`${name.padEnd(12)} ${read} read, ${refused} refused, ${found} found`);
    }
    if (this.findings > 0) console.log(`${this.findings} findings, see ${folder}`);
    // A thread that broke down is counted where nothing else is.
    failed = Math.max(failed, Math.sign(this.findings));
    console.log(`${targetNames.length - failed} passed, ${failed} failed`);
    return failed === 0;
  }

  private async thread(first: number, seed: number): Promise<void> {
    const { runs, until, threads } = this.options;
    const shared = new SharedArrayBuffer(sharedBytes);
    const task: ThreadTask = { seed, first, step: threads, runs, structures: structuresPerRound, until, shared };
    const worker = new Worker(new URL('fuzzThread.mjs', import.meta.url), {
      workerData: task,
      // Strings, objects and arrays: what is made of 8 KB needs no more. Typed arrays are counted one by one.
      resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 },
    });
    const current = currentCase(shared);
    let at = { count: -1, since: Date.now() };
    let broken: string | undefined;
    const watch = setInterval(() => {
      if (current.count() !== at.count) at = { count: current.count(), since: Date.now() };
      else if (Date.now() - at.since > hangs) {
        broken = `no end after ${hangs / 1000} s`;
        void worker.terminate();
      }
    }, 500);
    worker.on('message', (message: Progress | Finding) => {
      if (message.kind === 'finding') this.keep(message);
      else this.add(message);
    });
    worker.on('error', (error: Error) => (broken = error.stack ?? error.message));
    await new Promise((resolve) => worker.once('exit', resolve));
    clearInterval(watch);
    if (broken === undefined) return;
    const target = targetNames[current.targetIndex()];
    this.keep({
      kind: 'finding',
      target,
      bytes: current.bytes(),
      origin: `case ${current.count()} of a thread`,
      problem: broken,
    });
    // The cases that it had left; but not the same again.
    if (Date.now() < until && this.findings < 100) await this.thread(first, seed + 1);
  }

  private add({ cases, time, memory, targets }: Progress): void {
    this.cases += cases;
    this.time = Math.max(this.time, time);
    this.memory = Math.max(this.memory, memory);
    for (const [name, { read, refused, found }] of Object.entries(targets)) {
      const total = this.totals.get(name) ?? { read: 0, refused: 0, found: 0 };
      this.totals.set(name, { read: total.read + read, refused: total.refused + refused, found: total.found + found });
    }
  }

  private keep({ target, bytes, origin, problem }: Finding): void {
    this.findings++;
    const kind = `${target}: ${problem.split('\n')[0].replace(/\d+/g, 'N').slice(0, 40)}`;
    const count = (this.kept.get(kind) ?? 0) + 1;
    this.kept.set(kind, count);
    if (count > mostKept) return;
    mkdirSync(folder, { recursive: true });
    const name = `${this.options.seed}-${this.findings}.${target}`;
    writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, `${name}.txt`), `seed ${this.options.seed}, ${origin}\n${problem}\n`);
    console.log(`finding ${name}: ${problem.split('\n')[0]}`);
  }

  private tell(): void {
    const seconds = (Date.now() - this.started) / 1000;
    const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
    const worst = `at most ${percent(this.time)} of the time and ${percent(this.memory)} of the memory allowed`;
    console.log(`${seconds.toFixed(0)} s: ${this.cases} cases, ${this.findings} findings, ${worst}`);
  }
}
