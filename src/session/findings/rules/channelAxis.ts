import { percentText, plural } from '../../numberText.js';
import type { ComputedPass } from '../../records/index.js';
import { telling, type Evidence, type Limits, type Rule, type Words } from '../rule.js';

const thresholds = {
  explained: {
    default: 0.3,
    source: 'Share of the variance that the means along the other axis explain: channels of a layer are less alike.',
  },
  more: { default: 5, source: 'Times what the means of the channels explain.' },
};

interface Memory {
  readonly limits: Limits<typeof thresholds>;
  found: Other | null;
}

interface Other extends Evidence {
  readonly record: ComputedPass;
  lastPass: number;
}

/** The entries of another axis differ as channels do, and those of the channel axis do not: (N, T, C) fed as (N, C, T). */
export const channelAxis: Rule<Memory, typeof thresholds> = {
  id: 'channel-axis',
  thresholds,
  link: 'https://github.com/pytorch/pytorch/issues/74935',
  explains: ['train-eval-gap'],

  start: (_layer, _state, limits) => ({ limits, found: null }),

  see(memory, { pass, record }) {
    if (record.kind === 'refused') return;
    const other = record.facts?.otherAxis;
    const { limits, found } = memory;
    if (!other || other.explained < limits.explained || other.explained < limits.more * other.ofChannels) return;
    if (found) found.lastPass = pass;
    else memory.found = { pass, lastPass: pass, known: pass, weight: other.explained, record };
  },

  tell: ({ found }) => (found ? [telling({ evidence: [found], channels: 1, example: 'first', words: wordsFor })] : []),
};

function wordsFor({ record }: Other): Words {
  const { shape, layer } = record;
  const { axis = 0, explained = 0, ofChannels = 0 } = record.facts?.otherAxis ?? {};
  return {
    severity: 'warning',
    label: 'other axis',
    message: `The means of the ${plural(shape[axis], 'entry', 'entries')} of axis ${axis} explain ${percentText(explained)} of the variance, those of the channels on axis ${layer.channelAxis} ${percentText(ofChannels)}: axis ${axis} looks like the channels.`,
    remedy: `Transpose the input so that its features lie on axis ${layer.channelAxis}, or set the channel axis to ${axis}.`,
  };
}
