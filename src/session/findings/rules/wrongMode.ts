import { numberText, plural } from '../../numberText.js';
import type { ComputedPass } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  nearer: {
    default: 100,
    source: 'Times smaller the largest error is in the other mode: float32’s rounding beside statistics that differ.',
  },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  channels: number;
  found: WrongMode | null;
}

interface WrongMode extends Evidence {
  /** The first such pass. */
  readonly record: ComputedPass;
  readonly error: number;
  readonly otherError: number;
  lastPass: number;
  /** Such passes after the first. */
  later: number;
}

/** An expected output that differs, and that the other mode gives: the batch's own statistics in place of the running ones. */
export const wrongMode: Rule<Memory, typeof thresholds> = {
  id: 'wrong-mode',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/5406',
  explains: ['expected-differs'],

  start: (_layer, { runningMean }, limits) => ({ limits, channels: runningMean?.length ?? 0, found: null }),

  see(memory, { pass, record }) {
    const expect = record.kind === 'computed' ? record.expect : undefined;
    const other = expect?.inOtherMode;
    if (record.kind !== 'computed' || !expect || !other) return;
    const [error, otherError] = [expect.maxAbsError, other.maxAbsError];
    if (!(other.passed || otherError * memory.limits.nearer < error)) return;
    const { found } = memory;
    if (found) {
      found.lastPass = pass;
      found.later += 1;
    } else {
      memory.found = {
        pass,
        lastPass: pass,
        known: pass,
        weight: Number.isNaN(error) ? Infinity : error,
        record,
        error,
        otherError,
        later: 0,
      };
    }
  },

  tell: ({ found, channels }) =>
    found ? [telling({ evidence: [found], channels, example: 'first', words: wordsFor })] : [],
};

function wordsFor({ record, error, otherError, later }: WrongMode): Words {
  const isEval = record.plan.mode === 'eval';
  const [own, others] = isEval
    ? ['running values', "batch's own statistics"]
    : ["batch's own statistics", 'running values'];
  const more = later > 0 ? ` So it is in ${plural(later, 'later pass', 'later passes')}, too.` : '';
  return {
    severity: 'error',
    label: 'wrong mode',
    message: `The expected ${isEval ? 'eval' : 'train'} output is what the ${others} give: largest error ${numberText(otherError)} with them, ${numberText(error)} with the ${own}.${more}`,
    remedy: isEval
      ? 'Record the output in eval mode (model.eval()), or make this step a train pass.'
      : 'Record the output in train mode, or make this step an eval pass.',
  };
}
