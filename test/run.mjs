// `npm test`: everything, stage by stage, each with its own output, and one sum of all at the end.
// `node test/run.mjs unit e2e` runs only those stages; `npm run check` those that need no VS Code.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patience } from './patience.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
const minute = 60_000;

/**
 * A stage is an npm script; `quiet` is how many seconds it takes on a quiet machine of two cores. `counts` reads how
 * many tests passed and failed; without it the stage itself is the test. Stages with one `lane` run beside each other:
 * each keeps one core busy.
 */
const stages = [
  { name: 'types', quiet: 40, lane: 'static' },
  { name: 'lint', quiet: 120, lane: 'static' },
  { name: 'unit', quiet: 150, ...countedByVitest('unit') },
  { name: 'fuzz', quiet: 120, words: ['--runs', '100000', '--seed', '20240229'], counts: countLine },
  { name: 'integration', quiet: 120, words: [], counts: countLine },
  { name: 'e2e', quiet: 420, ...countedByVitest('e2e') },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) throw new Error(`no stage ${unknown.join(', ')}: ${stages.map(({ name }) => name).join(', ')}`);

mkdirSync(results, { recursive: true });
const totals = [];
for (const group of lanes(stages.filter(({ name }) => asked.length === 0 || asked.includes(name)))) {
  const running = group.map((stage) => {
    const output = held();
    return { stage, output, end: run(stage, output) };
  });
  // What runs beside another stage is heard when that one has ended.
  for (const { stage, output, end } of running) {
    console.log(`\n━━ ${stage.name} ${'━'.repeat(100 - stage.name.length)}`);
    output.release();
    const total = await end;
    totals.push({ stage: stage.name, ...total });
    if (total.reason !== undefined) console.log(`${stage.name}: ${total.reason}`);
  }
}

console.log(`\n━━ all ${'━'.repeat(97)}`);
// Once more at the end, where a reader of a long output looks first.
for (const { stage, failures = [] } of totals) for (const failure of failures) console.log(`${stage}: ${failure}`);
for (const { stage, passed, failed, seconds, reason } of totals) {
  const why = reason === undefined ? '' : `: ${reason}`;
  console.log(`${stage.padEnd(12)} ${passed} passed, ${failed} failed in ${seconds.toFixed(0)} s${why}`);
}
const sum = (field) => totals.reduce((whole, total) => whole + total[field], 0);
process.exitCode = sum('failed') > 0 ? 1 : 0;
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);

/** Stages one after the other, those of one lane together. */
function lanes(all) {
  return all.reduce((groups, stage) => {
    const last = groups.at(-1);
    if (stage.lane !== undefined && last?.[0].lane === stage.lane) last.push(stage);
    else groups.push([stage]);
    return groups;
  }, []);
}

/** What a stage prints, kept until it may be shown. */
function held() {
  let kept = [];
  return {
    write(stream, chunk) {
      if (kept) kept.push([stream, chunk]);
      else stream.write(chunk);
    },
    release() {
      for (const [stream, chunk] of kept) stream.write(chunk);
      kept = null;
    },
  };
}

async function run({ name, quiet, words = [], counts, before }, heard) {
  const started = Date.now();
  before?.();
  const { end, output } = await runScript(name, words, patience(quiet), heard);
  const seconds = (Date.now() - started) / 1000;
  if (counts === undefined) {
    return end === undefined ? { passed: 1, failed: 0, seconds } : { passed: 0, failed: 1, seconds, reason: end };
  }
  const counted = counts(output);
  const { passed, failed, failures } = counted ?? { passed: 0, failed: 0 };
  // A stage that crashed, hung or ran nothing is a failure, even where no test of its own says so.
  const reason =
    end !== undefined && failed === 0 ? end : passed + failed === 0 ? 'reported no test at all' : undefined;
  return { passed, failed: reason === undefined ? failed : failed + 1, failures, seconds, reason };
}

/** Runs an npm script, telling its output to `heard`; `end` says how it failed, if it did. */
function runScript(name, words, limit, heard) {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32';
    const child = spawn('npm', ['run', '--silent', name, ...(words.length > 0 ? ['--', ...words] : [])], {
      cwd: root,
      shell: isWindows,
      // A group of its own, so that a stage that hangs can be ended with all it started.
      detached: !isWindows,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => {
      try {
        process.kill(isWindows ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const interrupted = () => {
      kill();
      process.exit(130);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, limit);
    child.stdout.on('data', (chunk) => {
      output += chunk;
      heard.write(process.stdout, chunk);
    });
    child.stderr.on('data', (chunk) => heard.write(process.stderr, chunk));
    const finish = (end) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve({ end, output });
    };
    child.on('error', (error) => finish(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      if (late) finish(`was stopped after ${Math.round(limit / minute)} minutes`);
      else finish(code === 0 ? undefined : `ended with ${code ?? signal}`);
    });
  });
}

/** The last line `N passed, N failed` that the stage printed. */
function countLine(output) {
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed\s*$/gm)].at(-1);
  return line && { passed: Number(line[1]), failed: Number(line[2]) };
}

function countedByVitest(name) {
  const file = join(results, `${name}.json`);
  return {
    words: ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    before: () => rmSync(file, { force: true }),
    counts: () => {
      try {
        const report = JSON.parse(readFileSync(file, 'utf8'));
        return { passed: report.numPassedTests, failed: report.numFailedTests, failures: failuresOf(report) };
      } catch {
        return undefined;
      }
    },
  };
}

/** Each test that failed, with its file and what it says. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`${relative(root, name)}\n${message}`];
    return failed.map(
      ({ fullName, failureMessages }) =>
        `${relative(root, name)}: ${fullName}\n${ownLines(failureMessages.join('\n'))}`,
    );
  });
}

/** Without the places in other people's code, of which a failure has dozens. */
function ownLines(text) {
  return text.replaceAll(/\n\s+at [^\n]*node_modules[^\n]*/g, '');
}
