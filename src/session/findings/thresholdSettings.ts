import * as v from 'valibot';
import { printable } from '../../formats/index.js';
import type { FindingThresholds } from '../run/index.js';
import type { AnyRule, Threshold } from './rule.js';
import { RULES } from './rules/index.js';

/** The setting's name, as people know it. */
const SETTING = 'batchnorm.findings.thresholds';

const longestName = 100;
const object = 'expected an object';
const number = 'expected a number from 0 on';

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

/** What the setting says, as far as it is right, and a sentence about each entry that is not: its default counts. */
export function checkedThresholds(setting: unknown): {
  readonly thresholds: FindingThresholds;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  let rest = setting ?? {};
  for (;;) {
    const result = v.safeParse(thresholdSettings, rest);
    if (result.success) return { thresholds: result.output, problems };
    for (const { path = [], message } of result.issues) {
      const names = path.map(({ key }) => String(key));
      const place = [SETTING, ...names.map((name) => printable(name, longestName))].join(', ');
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
