import * as v from 'valibot';
import { printable } from '../../formats/index.js';
import type { FindingThresholds } from '../run/index.js';
import type { AnyRule, Threshold } from './rule.js';
import { RULES } from './rules/index.js';

/** The settings' names, as people know them. */
const THRESHOLDS = 'batchnorm.findings.thresholds';
const SWITCHES = 'batchnorm.findings.rules';

const longestName = 100;
const object = 'expected an object';
const number = 'expected a number from 0 on';
const onOff = 'expected true, false, "on" or "off"';

/** The one definition of the setting: it validates, and the manifest's schema is generated from it. */
export const thresholdSettings = v.strictObject(
  Object.fromEntries(RULES.filter(({ thresholds }) => Object.keys(thresholds).length > 0).map(entryOf)),
  ({ expected }) => (expected === 'never' ? 'there is no such rule with thresholds' : object),
);

function entryOf({ id, link, thresholds }: AnyRule) {
  const names = Object.keys(thresholds);
  const limits = v.strictObject(
    Object.fromEntries(Object.entries(thresholds).map(([name, threshold]) => [name, limitOf(threshold)])),
    ({ expected }) => (expected === 'never' ? `there is no such threshold, only ${names.join(', ')}` : object),
  );
  return [id, v.optional(v.pipe(limits, v.description(`Thresholds of \`${id}\`: ${link}`)))] as const;
}

function limitOf({ default: value, source }: Threshold) {
  const limit = v.pipe(v.number(number), v.minValue(0, number), v.description(source));
  return v.optional(limit, value);
}

/** The one definition of the other setting: which rules are looked by. */
export const ruleSettings = v.strictObject(
  Object.fromEntries(
    RULES.map(
      ({ id, link }) =>
        [
          id,
          v.optional(
            v.pipe(
              v.union([v.boolean(), v.picklist(['on', 'off'])], onOff),
              v.description(`Whether to look for \`${id}\`: ${link}`),
            ),
            true,
          ),
        ] as const,
    ),
  ),
  ({ expected }) => (expected === 'never' ? 'there is no such rule' : object),
);

/**
 * What the settings say, as far as they are right, and a sentence about each entry that is not: its default counts.
 * @param switches by the ids of rules, whether they are on
 */
export function checkedThresholds(
  setting: unknown,
  switches?: unknown,
): {
  readonly thresholds: FindingThresholds;
  readonly problems: readonly string[];
} {
  const thresholds = checked(thresholdSettings, THRESHOLDS, setting);
  const rules = checked(ruleSettings, SWITCHES, switches);
  const off = Object.entries(rules.output).filter(([, one]) => one === false || one === 'off');
  return {
    thresholds: { ...thresholds.output, ...Object.fromEntries(off.map(([id]) => [id, false as const])) },
    problems: [...thresholds.problems, ...rules.problems],
  };
}

function checked<S extends v.GenericSchema>(
  schema: S,
  setting: string,
  value: unknown,
): { readonly output: v.InferOutput<S>; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let rest = value ?? {};
  for (;;) {
    const result = v.safeParse(schema, rest);
    if (result.success) return { output: result.output, problems };
    for (const { path = [], message } of result.issues) {
      const names = path.map((one) => String((one as { readonly key: unknown }).key));
      const place = [setting, ...names.map((name) => printable(name, longestName))].join(', ');
      problems.push(`${place}: ${message}; the default counts`);
      rest = without(rest, names);
    }
  }
}

/** The value without what is at this path; without a path nothing of it. */
function without(value: unknown, path: readonly string[]): object {
  if (path.length === 0 || typeof value !== 'object' || value === null) return {};
  const [name, ...inner] = path;
  const kept = Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    if (key !== name) return [[key, one] as const];
    return inner.length === 0 ? [] : [[key, without(one, inner)] as const];
  });
  return Object.fromEntries(kept);
}
