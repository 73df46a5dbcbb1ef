import { layoutOf, type Layer } from '../../engine/index.js';
import { indexText, plural } from '../numberText.js';
import type { PassRecord } from '../records/index.js';
import type { Session } from '../run/index.js';
import type { Finding } from './finding.js';

/** Train passes on a batch with one value per channel, whose variance is 0 whatever it holds: a last batch of one. */
export function oneValuePerChannel({ passes, layer }: Session): readonly Finding[] {
  const found = passes.flatMap((pass, index) =>
    pass.plan.mode === 'train' && valuesPerChannel(pass, layer) === 1 ? [index] : [],
  );
  if (found.length === 0) return [];
  const [first] = found;
  const pass = passes[first];
  const more = found.length > 1 ? ` ${plural(found.length - 1, 'later pass has', 'later passes have')} one, too.` : '';
  const isHarmless = pass.kind === 'computed' && !makesNaN(pass);
  return [
    {
      rule: 'one-value-per-channel',
      severity: isHarmless ? 'warning' : 'error',
      pass: first,
      lastPass: found[found.length - 1],
      label: 'one value',
      message: `${indexText(pass.shape ?? [])} has 1 value per channel: ${consequence(pass, layer)}${more}`,
      remedy: 'Drop a last batch of one sample (drop_last=True), or give it more samples; evaluating it is fine.',
      weight: 0,
    },
  ];
}

function consequence(pass: PassRecord, layer: Layer): string {
  const { name } = layer.convention;
  if (pass.kind === 'refused') {
    const refuses = `${name} refuses to train on it, and the running values stay as they were`;
    if (pass.after.numBatchesTracked === pass.before.numBatchesTracked) return `${refuses}.`;
    const weighsLess = layer.convention.momentum === null ? ', so that the batches after it weigh less' : '';
    return `${refuses}; but numBatchesTracked has counted it${weighsLess}.`;
  }
  if (makesNaN(pass)) return `${name} divides its variance by N − 1 = 0, and the running variance is NaN from here on.`;
  return 'x̂ is 0 and y = β, whatever the value is.';
}

function makesNaN({ after }: PassRecord): boolean {
  return after.runningVar?.some(Number.isNaN) ?? false;
}

function valuesPerChannel({ moments, shape }: PassRecord, layer: Layer): number | null {
  if (moments) return moments.count;
  if (!shape) return null;
  try {
    return layoutOf(shape, layer).count;
  } catch {
    // A shape that cannot be normalized at all: that is what the refused pass says already.
    return null;
  }
}
