import type { Layer } from '../../../../engine/index.js';
import { countText, numberText, percentText, plural, settingText } from '../../../numberText.js';
import type { Words } from '../../rule.js';
import type { Seen } from './deed.js';

/** @param judged passes of that mode of which it can be told */
export function wordsFor(seen: Seen, judged: number, { convention: { momentum, momentumWeighs } }: Layer): Words {
  const { deed, count, share, weight, isStraight } = seen;
  const which = `${countText(count)} of ${plural(judged, 'train pass', 'train passes')}`;
  const way = momentum === null ? '' : `, ${percentText(share)} of the way to the batch`;
  const set = settingText(Number((momentumWeighs === 'batch' ? share : 1 - share).toPrecision(3)));
  const isMomentum = isStraight && momentum !== null && share > 0 && share <= 1;
  const other = isMomentum ? `, as one of momentum ${set} does` : '';
  switch (deed) {
    case 'eval':
      return {
        severity: 'warning',
        label: 'eval moved it',
        message: `${countText(count)} of ${plural(judged, 'eval pass', 'eval passes')} moved the recorded running values, by up to ${numberText(weight)} σ: eval should leave them.`,
        remedy: 'Look for a layer that is evaluated in training mode, or for somebody who writes its buffers.',
      };
    case 'between':
      return {
        severity: 'warning',
        label: 'moved between',
        message: `Before ${plural(count, 'pass', 'passes')} the recorded running values were others than the pass before had left, by up to ${numberText(weight)} σ.`,
        remedy:
          'Something else writes them: a checkpoint that was loaded, averaged weights, a copy. Go on from what was recorded to see what follows.',
      };
    case 'other':
      return {
        severity: 'warning',
        label: 'other updates',
        message: `${which} moved the recorded running values otherwise than any number of updates with their own batch would${way}${other}.`,
        remedy:
          'Check the momentum; statistics that are synchronized over ranks are of all their batches, not of this one.',
      };
    case 0:
      return {
        severity: 'warning',
        label: 'no update',
        message: `${which} left the recorded running values as they were: their updates were skipped, or undone.`,
        remedy:
          'Look for momentum 0, for buffers that are restored after the step, or for a forward whose copy is thrown away.',
      };
    default:
      return {
        severity: 'warning',
        label: `${countText(deed)} updates`,
        message: `${which} moved the recorded running values by ${countText(deed)} updates in the place of 1${way}.`,
        remedy:
          'Look for further forwards of the same batch in training mode: gradient checkpointing, a logging pass, several calls of the layer.',
      };
  }
}
