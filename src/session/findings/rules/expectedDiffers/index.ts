import { countText, numberText, plural } from '../../../numberText.js';
import {
  comparisonsOf,
  type Comparison,
  type ComputedPass,
  type Expected,
  type PassRecord,
} from '../../../records/index.js';
import { telling, type Evidence, type Rule, type Words } from '../../rule.js';
import { explanationOf, explanationOfState } from './explanation.js';

interface Memory {
  readonly found: Map<Expected, Differing>;
}

interface Differing extends Evidence {
  readonly of: Expected;
  readonly compared: Comparison;
  readonly record: PassRecord;
  lastPass: number;
  /** Passes that differ. */
  count: number;
  /** The largest error of all of them. */
  most: number;
  /** By the mean error: NaN costs most. */
  weight: number;
}

const whats = { output: 'The output', gradient: 'The gradient of the input', state: 'The running values' } as const;

/** Outputs, gradients or running values that are not what somebody expected. */
export const expectedDiffers: Rule<Memory> = {
  id: 'expected-differs',
  thresholds: {},
  link: 'https://github.com/keras-team/keras/issues/10443',
  explains: [],

  start: () => ({ found: new Map() }),

  see({ found }, { pass, record }) {
    for (const { of, ...compared } of comparisonsOf(record)) {
      // What could not be compared is the pass's own error.
      if (compared.passed || compared.problem !== undefined) continue;
      const { maxAbsError } = compared;
      const known = found.get(of) ?? begun(of, pass, compared, record);
      known.lastPass = pass;
      known.count += 1;
      if (Number.isNaN(maxAbsError) || maxAbsError > known.most) known.most = maxAbsError;
      known.weight = Math.max(known.weight, compared.off?.meanAbsError ?? Infinity);
      found.set(of, known);
    }
  },

  tell: ({ found }) =>
    [...found.values()].map((one) => telling({ evidence: [one], channels: 1, example: 'first', words: wordsFor })),
};

function explained(of: Expected, record: ComputedPass, { fit, running }: Comparison): string | null {
  if (of === 'state') return explanationOfState(record, running);
  return fit ? explanationOf(record, fit) : null;
}

function begun(of: Expected, pass: number, compared: Comparison, record: PassRecord): Differing {
  return { of, pass, lastPass: pass, known: pass, weight: 0, compared, record, count: 0, most: 0 };
}

function wordsFor({ of, pass, compared, record, count, most }: Differing): Words {
  const { off } = compared;
  const size = off
    ? `${countText(off.values)} of ${plural(off.count, 'value')} ${off.values === 1 ? 'is' : 'are'} off, by up to ${numberText(compared.maxAbsError)}, by ${numberText(off.meanAbsError)} on average; the worst is ${numberText(off.worst.found)} and not ${numberText(off.worst.expected)}`
    : 'NaN is where a number was expected, or the reverse';
  const later = count - 1;
  const more =
    later === 0
      ? ''
      : `; ${plural(later, 'later pass differs', 'later passes differ')}, too${Number.isNaN(most) ? '' : `, by up to ${numberText(most)} in all`}`;
  const explanation = record.kind === 'computed' ? explained(of, record, compared) : null;
  const why = explanation === null ? '' : `; ${explanation}`;
  const where = record.plan.mode === 'train' ? 'train' : 'eval';
  return {
    severity: 'warning',
    label: 'differs',
    message: `${whats[of]} of pass ${countText(pass + 1)}, ${where}, ${of === 'state' ? 'are' : 'is'} not what was expected: ${size}${why}${more}.`,
    remedy: 'Open Check: it ranks every convention, with eps and momentum fitted, by how well it explains this.',
  };
}
