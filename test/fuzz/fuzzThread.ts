// One thread of the fuzzer: the cases first, first + step, … of a run, until told to stop or `runs` are done.
// Constructors are counted from the first import on, before any reader keeps one for itself.
import './allocations.js';
import fc from 'fast-check';
import { parentPort, workerData } from 'node:worker_threads';
import { randomNumbers } from './randomNumbers.js';
import { makeCase, runCase, type Case } from './runCase.js';
import { currentCase, type Finding, type Progress, type ThreadTask } from './protocol.js';
import { structures } from './structures.js';
import { readTensors } from './readTensors.js';
import { readSeeds } from './seeds.js';
import { readTargets, type Target } from './targets.js';

const task = workerData as ThreadTask;
const targets = readTargets();
const current = currentCase(task.shared);
let progress: Progress = emptyProgress();

function emptyProgress(): Progress {
  return { kind: 'progress', cases: 0, time: 0, memory: 0, targets: {} };
}

function tell(force = false): void {
  if (!force && progress.cases < 500) return;
  parentPort?.postMessage(progress);
  progress = emptyProgress();
}

function find(finding: Omit<Finding, 'kind'>): void {
  parentPort?.postMessage({ kind: 'finding', ...finding } satisfies Finding);
}

/** Refusals are many, and what is written of their stacks is not looked at. */
Error.stackTraceLimit = 0;

/** @throws what was found, with its stack */
async function run(make: () => Case): Promise<void> {
  const made = make();
  const { target, bytes } = made;
  current.set(targets.indexOf(target), bytes);
  const counts = (progress.targets[target.name] ??= { read: 0, refused: 0, found: 0 });
  progress.cases++;
  try {
    const measured = await runCase(made, make);
    counts[measured.tensors > 0 ? 'read' : 'refused']++;
    progress.time = Math.max(progress.time, measured.shares.time);
    progress.memory = Math.max(progress.memory, measured.shares.memory);
  } catch (error) {
    counts.found++;
    Error.stackTraceLimit = 20;
    await runCase(make(), make);
    throw error;
  } finally {
    Error.stackTraceLimit = 0;
    tell();
  }
}

async function mutations(from: number, to: number): Promise<void> {
  for (let number = from; number < to && Date.now() < task.until; number += task.step) {
    const make = () => makeCase(targets, task.seed, number);
    try {
      await run(make);
    } catch (error) {
      const { target, bytes } = make();
      find({ target: target.name, bytes, origin: `case ${number}`, problem: textOf(error) });
    }
  }
}

async function structure(
  target: Target,
  arbitrary: fc.Arbitrary<Uint8Array<ArrayBuffer>>,
  seed: number,
  numRuns: number,
) {
  const property = fc.asyncProperty(arbitrary, async (bytes) => {
    if (Date.now() > task.until) return;
    await run(() => ({ target, bytes, random: randomNumbers(seed, bytes.length) }));
  });
  const details = await fc.check(property, { seed, numRuns });
  if (!details.failed || !details.counterexample) return;
  const [bytes] = details.counterexample;
  find({ target: target.name, bytes, origin: `structure, seed ${seed}`, problem: textOf(details.errorInstance) });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// The seeds themselves, before anything is measured: tables are made once.
for (const seeds of Object.values(readSeeds()))
  for (const bytes of seeds) await readTensors('seed', bytes, randomNumbers(task.seed));

/** Rounds of mutations and then structures. */
const round = 50_000;
for (let from = 0; from < task.runs && Date.now() < task.until; from += round) {
  await mutations(from + task.first, Math.min(from + round, task.runs));
  for (const [i, [name, arbitrary]] of Object.entries(structures).entries()) {
    const target = targets.find((candidate) => candidate.name === name);
    if (target && i % task.step === task.first) await structure(target, arbitrary, task.seed + from, task.structures);
  }
}
tell(true);
