import type { SettingsView } from '../../../src/protocol/index.js';
import type {
  Check,
  Explanation,
  ExpectedComparison,
  PerChannel,
  RankedRule,
  RuleGroup,
} from '../../../src/session/index.js';
import { count, counted, setting, significant } from '../../kit/format.js';

export const ofWords = { output: 'output', gradient: 'gradient of x', state: 'running values' } as const;

/** An error as the page has it: three digits, under .001 two. */
export function errorText(value: number): string {
  return significant(value, 3);
}

/** `agrees to 9.5e−7`, `agree exactly` */
export function agreement(verb: string, most: number): string {
  return most === 0 ? `${verb} exactly` : `${verb} to ${errorText(most)}`;
}

/** `None of 5 passes agrees.` `2 of 5 passes disagree.` `All 5 passes agree to 9.5e−7.` */
export function verdict(expectations: readonly ExpectedComparison[]): string {
  const failed = expectations.filter(({ passed }) => !passed);
  const isOfPasses = expectations.every(({ of }) => of === 'output');
  const noun = isOfPasses ? ['pass', 'passes'] : ['comparison', 'comparisons'];
  const [all, one] = [expectations.length, expectations.length === 1];
  if (failed.length === 0) {
    const most = Math.max(...expectations.map(({ maxAbsError }) => maxAbsError[0]));
    return one
      ? `The ${noun[0]} ${agreement('agrees', most)}.`
      : `All ${count(all)} ${noun[1]} ${agreement('agree', most)}.`;
  }
  if (failed.length === all) return one ? `The ${noun[0]} does not agree.` : `None of ${count(all)} ${noun[1]} agrees.`;
  return `${count(failed.length)} of ${counted(all, noun[0], noun[1])} ${failed.length === 1 ? 'does' : 'do'} not agree.`;
}

/** `In pass 1, 37,533 of 37,632 values are off, by up to 2.60, by 0.13 on average.` */
export function offText({ off, count: all, errors, ulp, notNumbers }: Check, pass: number): string {
  const ulps = ulp < 0 || ulp >= 1e5 ? '' : `, ${counted(ulp, 'ULP', 'ULP')} where |y| ≥ 1/8`;
  if (off === 0) {
    return `In pass ${pass + 1} all ${count(all)} values ${agreement('agree', errors[0])}${ulp > 0 ? ulps : ''}.`;
  }
  const nan = notNumbers === 0 ? '' : `; ${count(notNumbers)} of them where one or both are NaN`;
  const size = Number.isNaN(errors[0])
    ? ''
    : `, by up to ${errorText(errors[0])}${ulps}, by ${errorText(errors[1])} on average`;
  return `In pass ${pass + 1}, ${count(off)} of ${count(all)} values ${off === 1 ? 'is' : 'are'} off${size}${nan}.`;
}

export const storedText: Readonly<Record<RankedRule['storedVar'], string>> = {
  biased: 'biased',
  unbiased: 'N/(N−1)',
  'eps-corrected': 'N−1−eps',
  population: 'population',
  none: 'none',
};

const storedWords: Readonly<Record<RankedRule['storedVar'], string>> = {
  biased: 'the biased variance stored',
  unbiased: 'the unbiased variance stored',
  'eps-corrected': 'the variance over N − 1 − eps stored',
  population: 'the variance of all values together',
  none: 'no update at all',
};

export function epsText({ eps }: Pick<RankedRule, 'eps'>): string {
  return eps === null ? 'any' : settingDigits(eps);
}

export function momentumText({ momentum }: Pick<RankedRule, 'momentum'>): string {
  return momentum === null ? 'any' : momentum === 'none' ? 'none' : settingDigits(momentum);
}

/** A setting with the digits that a fit gives it. */
function settingDigits(value: number): string {
  return setting(Number(value.toPrecision(4)));
}

/** One thing that the program has otherwise than the rule that explains what was expected. */
export interface Difference {
  readonly strong: string;
  readonly rest: string;
}

/** `eps 0.001`, `, not 1e-5`. */
export function differencesFrom(
  rule: RankedRule,
  settings: Pick<SettingsView, 'eps' | 'momentum' | 'conventionKey'>,
  own: RankedRule | undefined,
): readonly Difference[] {
  const isEps = rule.eps !== null && Math.abs(rule.eps / settings.eps - 1) > 1e-6;
  const isStored = own !== undefined && own.storedVar !== rule.storedVar;
  const isMomentum =
    typeof rule.momentum === 'number' &&
    rule.key === settings.conventionKey &&
    Math.abs(rule.momentum - (settings.momentum ?? NaN)) > 1e-9;
  const isNone = rule.momentum === 'none' && rule.apply?.momentum === null && settings.momentum !== null;
  return [
    ...(isEps ? [{ strong: `eps ${epsText(rule)}`, rest: `, not ${setting(settings.eps)}` }] : []),
    ...(isMomentum || isNone
      ? [
          {
            strong: `momentum ${momentumText(rule)}`,
            rest: `, not ${settings.momentum === null ? 'none' : setting(settings.momentum)}`,
          },
        ]
      : []),
    ...(isStored ? [{ strong: storedWords[rule.storedVar], rest: '' }] : []),
  ];
}

/** `Use Keras 3, eps 0.001, momentum 0.9` */
export function useText(
  { name, apply, eps, momentum }: RankedRule,
  settings: Pick<SettingsView, 'conventionKey'>,
): string {
  const isOther = apply?.convention !== undefined && apply.convention !== settings.conventionKey;
  return [
    ...(isOther ? [name.replace(/, momentum none$/, '')] : []),
    ...(apply?.channelAxis === undefined ? [] : [`channels on axis ${apply.channelAxis}`]),
    ...(eps === null ? [] : [`eps ${setting(Number(eps.toPrecision(6)))}`]),
    ...(typeof momentum === 'number' ? [`momentum ${setting(Number(momentum.toPrecision(6)))}`] : []),
    ...(apply?.momentum === null ? ['momentum none'] : []),
  ].join(', ');
}

/**
 * `with tf.keras 2 not fused, Flax and Textbook: one rule, no batch tells them apart`; of a group that does not agree the
 * names alone.
 */
export function othersText({ others }: RuleGroup, agrees: boolean): readonly string[] {
  const listed = (names: readonly string[]) =>
    listText(names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names);
  const all = others.flatMap(({ names }) => names.map((name) => name.replace(/, momentum none$/, '')));
  if (!agrees) return all.length === 0 ? [] : [`with ${listed(all)}`];
  return others.map(({ names, toldBy }) =>
    toldBy === null
      ? `with ${listed(names)}: one rule, no batch tells them apart`
      : `${listed(names)}: ${toldBy} would tell`,
  );
}

function listText(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** How well the data determine the two numbers. */
export function determinedText({ determined: { eps, momentum }, isWhole }: Explanation): string {
  const parts = isWhole ? '' : ' Fitted to every channel’s ends and some values between.';
  if (eps === null && momentum === null) return `These data leave momentum and eps open.${parts}`;
  if (eps === null) return `These data leave eps open, and determine momentum to ${oneIn(momentum ?? 0)}.${parts}`;
  if (momentum === null) return `These data determine eps to ${oneIn(eps)}.${parts}`;
  return `These data determine momentum and eps to ${oneIn(Math.max(eps, momentum))}.${parts}`;
}

function oneIn(error: number): string {
  const power = Math.min(9, Math.max(0, Math.floor(-Math.log10(Math.max(error, 1e-12)))));
  return power === 0 ? 'no better than a factor of 2' : `1 in ${count(10 ** power)}`;
}

/** `expected = factor · found: a factor per channel, 0.52 to 1.9` */
export function perChannelText({ kind, factor, constant }: PerChannel): string {
  const range = (values: Float64Array) =>
    `${significant(Math.min(...values), 3)} to ${significant(Math.max(...values), 3)}`;
  switch (kind) {
    case 'factor':
      return `a factor per channel, ${range(factor)}, explains the outputs: another γ`;
    case 'constant':
      return `a constant per channel, ${range(constant)}, explains the outputs: another β, or a bias that was folded or forgotten`;
    case 'both':
      return `a factor (${range(factor)}) and a constant (${range(constant)}) per channel explain the outputs: another γ and β`;
  }
}
