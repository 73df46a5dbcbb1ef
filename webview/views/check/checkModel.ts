import type { SettingsView } from '../../../src/protocol/index.js';
import type { ExpectedComparison, Explanation, RankedRule, RuleGroup } from '../../../src/session/index.js';
import type { UiState } from '../../store/uiState.js';

/** The comparison that the page is about: that of the shown pass where it has one, else the first that fails. */
export function chosenExpectation(
  expectations: readonly ExpectedComparison[],
  { checkedOf }: Pick<UiState, 'checkedOf'>,
  shown: number | null,
): ExpectedComparison | undefined {
  return (
    expectations.find(({ pass, of }) => pass === shown && of === checkedOf) ??
    expectations.find(({ pass }) => pass === shown) ??
    expectations.find(({ passed }) => !passed) ??
    expectations.at(0)
  );
}

/** The rule that explains everything that was expected; undefined where none does. */
export function explaining({ groups }: Explanation): RankedRule | undefined {
  const best = groups.at(0)?.rules.at(0);
  return best?.agrees ? best : undefined;
}

/** A row of the ranks: a group, or the program as it is set, where that is none of them. */
export type RankRow =
  | { readonly kind: 'group'; readonly rule: RankedRule; readonly group: RuleGroup }
  | { readonly kind: 'now'; readonly maxAbsError: number; readonly agrees: boolean };

/** The ranks with the program's own settings among them, best first. */
export function rankRows({ groups, now }: Explanation, settings: SettingsView): readonly RankRow[] {
  const rows = groups.flatMap((group): RankRow[] => {
    const rule = group.rules.at(0);
    return rule ? [{ kind: 'group', rule, group }] : [];
  });
  const [maxAbsError] = now.maxAbsError;
  const isThere = rows.some((row) => row.kind === 'group' && isAsSet(row.rule, settings));
  if (isThere) return rows;
  const at = rows.findIndex((row) => row.kind === 'group' && row.rule.maxAbsError[0] > maxAbsError);
  return rows.toSpliced(at < 0 ? rows.length : at, 0, { kind: 'now', maxAbsError, agrees: now.agrees });
}

/** Whether a rule is the program's with its own eps and momentum. */
export function isAsSet({ isOwn, key, eps, momentum }: RankedRule, settings: SettingsView): boolean {
  const isLike = (a: number, b: number | null) => b !== null && Math.abs(a - b) <= 1e-9 * Math.abs(b);
  return (
    isOwn &&
    key === settings.conventionKey &&
    (eps === null || isLike(eps, settings.eps)) &&
    (momentum === null || (momentum === 'none' ? settings.momentum === null : isLike(momentum, settings.momentum)))
  );
}

/** How a size grows with another, from −1 to 1: the correlation of their ranks (Spearman). */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const pairs = Array.from(x, (value, i) => [value, y[i]] as const).filter(
    ([a, b]) => Number.isFinite(a) && Number.isFinite(b),
  );
  if (pairs.length < 4) return 0;
  const ranks = (values: readonly number[]) => {
    const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
    const places = new Array<number>(values.length);
    order.forEach((i, place) => (places[i] = place));
    return places;
  };
  const [a, b] = [ranks(pairs.map(([one]) => one)), ranks(pairs.map(([, other]) => other))];
  const middle = (pairs.length - 1) / 2;
  let [cross, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    cross += (a[i] - middle) * (b[i] - middle);
    size += (a[i] - middle) ** 2;
  }
  return cross / size;
}
