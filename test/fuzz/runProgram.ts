import { EngineError, elementCount } from '../../src/engine/index.js';
import { FormatError } from '../../src/formats/index.js';
import { parseProgram, reportOf, SessionOwner, viewOf } from '../../src/session/index.js';
import { checkRefusal, checkShown } from './checkRefusal.js';
import { programFiles, programFilesBytes } from './programFiles.js';
import { oneOf, type Random } from './randomNumbers.js';
import { inflating, type Outcome } from './readTensors.js';

const base = 'memory:/work';
/** What a pass may cost beside its numbers, as if it were so many bytes of a file. */
const bytesPerPass = 8192;
/** Memory for the chunks of two files that are read side by side, whatever they hold. */
const reading = 2 ** 25;

/**
 * A program's text as the debugger runs it: planned, all passes run, reported, and looked at in a view or two.
 * @throws what is thrown that is no refusal, and where a refusal cannot be shown
 */
export async function runProgram(bytes: Uint8Array<ArrayBuffer>, random: Random): Promise<Outcome> {
  const outcome: Outcome = { tensors: 0, refusals: 0, content: bytes.length + programFilesBytes, own: reading };
  await unlessRefused(outcome, async () => {
    const program = parseProgram(new TextDecoder().decode(bytes), 'fuzz.bn.json');
    const owner = await SessionOwner.open(program, {
      base,
      files: programFiles(random(2) === 0, () => (outcome.own += inflating)),
    });
    for (const { batch } of owner.session.plan) checkShown(batch.label, 'label');
    await owner.runAll();
    if (random(4) === 0) {
      await unlessRefused(outcome, () => owner.split(oneOf(random, [1, 2, 7, 2 ** 31, 2 ** 53, 0.5, 0])));
      await owner.runAll();
    }
    const { session, store } = owner;
    const access = store.accessFor(session.layer);
    for (const record of session.passes) {
      outcome.content += bytesPerPass + 8 * elementCount(record.shape ?? []);
      if (record.kind === 'refused') checkShown(record.error, 'error of a pass');
      else checkShown(record.expect?.problem ?? '', 'problem of a comparison');
    }
    const report = await reportOf(session, access, { outputs: random(2) === 0 });
    for (const { message } of report.findings) checkShown(message, 'finding');
    const pass = random(session.plan.length);
    await unlessRefused(outcome, () => viewOf(session, 'table', { pass }, access));
    const rank = session.passes[pass].shape?.length ?? 0;
    if (rank > 0) await unlessRefused(outcome, () => viewOf(session, 'axes', { pass, axes: [random(rank)] }, access));
    outcome.tensors++;
  });
  return outcome;
}

async function unlessRefused(outcome: Outcome, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FormatError) checkRefusal(error);
    else if (error instanceof EngineError) checkShown(error.message, 'message');
    else throw error;
    outcome.refusals++;
  }
}
