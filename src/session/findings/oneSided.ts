import { areMost, shiftOfMost, type Comparison, type Shift } from './mostChannels.js';
import { studentReach } from './noise.js';
import { togetherOf } from './together.js';

/**
 * A spread that matters in most channels, in nearly all of them to one side, as a common factor of the weights makes it: their mean
 * says it, which scatters by no more than one channel does even where all are alike. Null where it is none, or chance.
 * @param level that the layer may go wrong at
 */
export function shiftToOneSide(
  compared: Comparison,
  level: number,
  limits: { readonly meanGap: number; readonly spreadFactor: number },
): Shift | null {
  const { passes, sigma, noise, scatter } = compared;
  const shift = shiftOfMost(compared, level, limits, true);
  if (!shift || !areMost(Math.abs(shift.sides.spread), shift.channels)) return null;
  let sum = 0;
  let count = 0;
  for (let channel = 0; channel < passes.means.count.length; channel++) {
    const log = 2 * Math.log(passes.sigma(channel) / sigma(channel));
    if (!Number.isFinite(log)) continue;
    sum += log;
    count += 1;
  }
  const { logDeviation, freedom } = togetherOf(scatter, level);
  const reach = studentReach(level, freedom) * logDeviation * Math.sqrt(1 / passes.passes + noise);
  return Math.abs(sum / count) > reach ? shift : null;
}
