import type { SettingsView } from '../../../src/protocol/index.js';
import type { ConventionComparison } from '../../../src/session/index.js';
import type { PlotSeries, PlotSpec } from '../../charts/plot/plotSpec.js';
import type { UiState } from '../../store/uiState.js';

/** Lines are told apart by their dashes; more than these are not. */
export const dashes: readonly string[] = ['', '6 3', '2 3', '9 3 2 3'];
export const mostCompared = dashes.length;

/** What people compare first: the two frameworks' own, then the paper's rule. */
const usual: readonly string[] = ['keras', 'pytorch', 'paper'];

/** Keys of the conventions that the session's is compared with: those chosen, or the two usual ones that it is not. */
export function comparedKeys(
  { compared }: Pick<UiState, 'compared'>,
  { conventionKey, conventions }: SettingsView,
): readonly string[] {
  const isOther = (key: string): boolean => key !== conventionKey && conventions.some((one) => one.key === key);
  return compared === null ? usual.filter(isOther).slice(0, 2) : compared.filter(isOther).slice(0, mostCompared);
}

/** With the key, or without it where it was there; of too many the one that was chosen first goes. */
export function toggled(keys: readonly string[], key: string): readonly string[] {
  const others = keys.filter((one) => one !== key);
  return others.length < keys.length ? others : [...keys, key].slice(-mostCompared);
}

export type ComparedQuantity = 'runningMean' | 'runningVar' | 'evalOutput';

export const comparedQuantities: readonly { readonly id: ComparedQuantity; readonly name: string }[] = [
  { id: 'runningMean', name: 'running mean' },
  { id: 'runningVar', name: 'running variance' },
  { id: 'evalOutput', name: 'eval output' },
];

/** Differences that are this many times larger than others need a logarithmic axis. */
const widestLinear = 100;

/**
 * The largest differences of one quantity over the passes, a line for each convention; passes count from 1.
 * @param zoom the passes that are shown, half-open, counted from 0; null: all
 */
export function differencePlot(
  quantity: ComparedQuantity,
  name: string,
  others: readonly ConventionComparison[],
  shown: number,
  zoom: readonly [number, number] | null = null,
): PlotSpec {
  const series = others.flatMap((other, index): PlotSeries[] => {
    if (other.error !== undefined) return [];
    const [from, to] = zoom ?? [0, other[quantity].length];
    const y = other[quantity].slice(from, to);
    const x = Float64Array.from(y, (_, pass) => from + pass + 1);
    return [{ label: other.name, role: 'running', mark: 'line', dash: dashes[index % dashes.length], x, y }];
  });
  const sizes = series.flatMap(({ y }) => [...y]).filter((value) => value > 0 && value < Infinity);
  const spread =
    sizes.reduce((most, value) => Math.max(most, value), 0) /
    sizes.reduce((least, value) => Math.min(least, value), Infinity);
  return {
    title: `Difference of the ${name}`,
    xLabel: 'pass',
    yLabel: 'largest over the channels',
    yScale: spread > widestLinear ? 'log' : 'linear',
    isCounted: true,
    isSize: true,
    marker: shown + 1,
    series,
  };
}

/** `parts at pass 1 in running variance: stores the biased variance, not the unbiased` */
export function partingText({ parting, error }: ConventionComparison): string {
  if (error !== undefined) return `cannot be compared: ${error}`;
  if (parting === null) return 'agrees to rounding in all passes';
  return `parts at pass ${parting.pass + 1} in ${parting.quantity}: ${parting.rule}`;
}
