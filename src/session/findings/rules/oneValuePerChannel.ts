import { layoutOf } from '../../../engine/index.js';
import { indexText, plural } from '../../numberText.js';
import type { PassRecord } from '../../records/index.js';
import { breaksState } from '../breaksState.js';
import { telling, type Evidence, type Rule, type Words } from '../rule.js';

interface Memory {
  found: OneValue | null;
}

interface OneValue extends Evidence {
  /** The first such pass. */
  readonly record: PassRecord;
  lastPass: number;
  /** Such passes after the first. */
  later: number;
  /** Channels whose running values one of them made NaN, and which pass. */
  readonly spoils: Map<number, number>;
}

/** Train passes on a batch with one value per channel, whose variance is 0 whatever it holds: a last batch of one. */
export const oneValuePerChannel: Rule<Memory> = {
  id: 'one-value-per-channel',
  thresholds: {},
  link: 'https://github.com/pytorch/pytorch/issues/7716',
  explains: ['non-finite-state', 'small-batch', 'small-last-batch'],

  start: () => ({ found: null }),

  see(memory, { pass, record }) {
    if (record.plan.mode !== 'train' || valuesPerChannel(record) !== 1) return;
    const found = (memory.found ??= foundIn(pass, record));
    found.lastPass = pass;
    found.later += 1;
    for (let channel = 0; channel < (record.after.runningMean?.length ?? 0); channel++) {
      if (!found.spoils.has(channel) && breaksState(record, channel)) found.spoils.set(channel, pass);
    }
  },

  tell: ({ found }) => (found ? [telling({ evidence: [found], channels: 1, example: 'first', words: wordsFor })] : []),
};

function foundIn(pass: number, record: PassRecord): OneValue {
  const spoils = new Map<number, number>();
  const reaches = (channel: number | undefined): number => spoils.get(channel ?? -1) ?? Infinity;
  return { pass, lastPass: pass, known: pass, weight: 0, record, later: -1, spoils, reaches };
}

function wordsFor({ record, later }: OneValue): Words {
  const more = later > 0 ? ` ${plural(later, 'later pass has', 'later passes have')} one, too.` : '';
  return {
    severity: 'error',
    label: 'one value',
    message: `${indexText(record.shape ?? [])} has 1 value per channel: ${consequence(record)}${more}`,
    remedy: 'Drop a last batch of one sample (drop_last=True), or give it more samples; evaluating it is fine.',
  };
}

function consequence(pass: PassRecord): string {
  const { name, momentum } = pass.layer.convention;
  if (pass.kind === 'refused') {
    const refuses = `${name} refuses to train on it, and the running values stay as they were`;
    if (pass.after.numBatchesTracked === pass.before.numBatchesTracked) return `${refuses}.`;
    const weighsLess = momentum === null ? ', so that the batches after it weigh less' : '';
    return `${refuses}; but numBatchesTracked has counted it${weighsLess}.`;
  }
  if (makesNaN(pass)) return `${name} divides its variance by N − 1 = 0, and the running variance is NaN from here on.`;
  return `${name} computes on: x̂ is 0 and y = β, whatever the value is, and the running variance averages a 0.`;
}

function makesNaN({ after }: PassRecord): boolean {
  return after.runningVar?.some(Number.isNaN) ?? false;
}

function valuesPerChannel({ layer, moments, shape }: PassRecord): number | null {
  if (moments) return moments.count;
  if (!shape) return null;
  try {
    return layoutOf(shape, layer).count;
  } catch {
    // A shape that cannot be normalized at all: that is what the refused pass says already.
    return null;
  }
}
