import type { Moments } from '../../../engine/index.js';
import { countText, plural } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  /** The train pass before. */
  last: { readonly pass: number; readonly record: PassRecord } | null;
  found: Repeated | null;
}

interface Repeated extends Evidence {
  readonly record: PassRecord;
  /** The pass that it repeats. */
  readonly of: number;
  lastPass: number;
  /** Such passes. */
  count: number;
}

/** Train passes on the batch of the train pass before: a second forward, whose statistics count twice. */
export const repeatedBatch: Rule<Memory> = {
  id: 'repeated-batch',
  thresholds: {},
  link: 'https://github.com/pytorch/pytorch/issues/96136',
  explains: [],

  start: () => ({ last: null, found: null }),

  see(memory, { pass, record }) {
    if (record.kind === 'refused' || record.plan.mode !== 'train') return;
    const { last } = memory;
    memory.last = { pass, record };
    if (!last?.record.moments || !isSame(last.record.moments, record.moments)) return;
    memory.found ??= { pass, lastPass: pass, known: pass, weight: 0, record, of: last.pass, count: 0 };
    memory.found.lastPass = pass;
    memory.found.count += 1;
  },

  tell: ({ found }) => (found ? [telling({ evidence: [found], channels: 1, example: 'first', words: wordsFor })] : []),
};

/** To the bit, in all channels; batches of nothing but constants are alike by what they are. */
function isSame(a: Moments, b: Moments): boolean {
  if (a.count !== b.count || a.count < 2) return false;
  let hasSpread = false;
  for (let channel = 0; channel < a.shift.length; channel++) {
    const isAlike =
      Object.is(a.m2[channel], b.m2[channel]) &&
      Object.is(a.shift[channel], b.shift[channel]) &&
      Object.is(a.remainder[channel], b.remainder[channel]) &&
      Object.is(a.min[channel], b.min[channel]) &&
      Object.is(a.max[channel], b.max[channel]);
    if (!isAlike) return false;
    hasSpread ||= a.m2[channel] > 0;
  }
  return hasSpread;
}

function wordsFor({ record, pass, of, count }: Repeated): Words {
  const more = count > 1 ? `; ${plural(count - 1, 'later pass repeats', 'later passes repeat')} one, too` : '';
  return {
    severity: 'warning',
    label: 'repeated',
    message: `Pass ${countText(pass + 1)} trains on ${record.plan.batch.label}, whose moments equal those of pass ${countText(of + 1)} to the bit: it counts twice in the running values${more}.`,
    remedy:
      'Let only one forward run a batch in training: checkpointing runs it again, a logging pass belongs in eval.',
  };
}
