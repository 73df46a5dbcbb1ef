import { countText } from '../numberText.js';
import { bySeverity } from '../severity.js';
import { causesAmong, type Sign, type Told } from './causes.js';
import type { Consequence, Finding } from './finding.js';
import type { Evidence, Telling } from './rule.js';

/** More sentences than fit on a screen tell less than one. */
const MANY = 20;
/** From here on a cause that most channels share is the layer's, not the channels'. */
const MOST_OF_AT_LEAST = 8;

/** Evidence that stands, and what follows from it. */
interface Standing {
  readonly one: Evidence;
  readonly signs: readonly Sign[];
}

/**
 * What is told in the end: causes without what follows from them; one finding where many channels share a cause; errors
 * first, then by weight, then in the order of passes and channels.
 */
export function merged(told: readonly Told[]): readonly Finding[] {
  const causes = causesAmong(told);
  return told
    .flatMap(({ rule, tellings }) =>
      tellings.flatMap((telling) => {
        const standing = telling.evidence.flatMap((one): Standing[] => {
          const signs = causes.get(one);
          return signs ? [{ one, signs }] : [];
        });
        return grouped(rule.id, telling, standing);
      }),
    )
    .sort(byUrgency);
}

function grouped(rule: string, telling: Telling, standing: readonly Standing[]): readonly Finding[] {
  const { channels, example } = telling;
  const isMany = standing.length > MANY || (standing.length > MOST_OF_AT_LEAST && standing.length * 2 > channels);
  if (!isMany) {
    return standing.map(({ one, signs }) => {
      const { channel } = one;
      return {
        rule,
        ...(channel !== undefined && { channel }),
        ...placeOf(one),
        ...telling.words(one),
        ...consequences(signs),
      };
    });
  }
  const evidence = standing.map(({ one }) => one);
  const chosen = evidence.reduce((best, one) => (comesBefore(one, best, example) ? one : best));
  const words = telling.words(chosen);
  const speaker = chosen.channel ?? 0;
  const share = `${countText(evidence.length)} of ${countText(channels)} channels, channel ${speaker} ${example}`;
  return [
    {
      rule,
      ...words,
      message: `${share}: ${words.message.charAt(0).toLowerCase()}${words.message.slice(1)}`,
      channels: channelsOf(evidence),
      ...placeOf(evidence.reduce(spanning)),
      ...consequences(standing.flatMap(({ signs }) => signs)),
    },
  ];
}

/** The panel has no pass before the first: what is in the state from the start is told of that one. */
function placeOf({ pass, lastPass, known, weight }: Evidence): Pick<Finding, 'pass' | 'lastPass' | 'known' | 'weight'> {
  return { pass: Math.max(0, pass), lastPass, known: Math.max(0, known), weight };
}

function spanning(a: Evidence, b: Evidence): Evidence {
  return {
    pass: Math.min(a.pass, b.pass),
    lastPass: Math.max(a.lastPass, b.lastPass),
    known: Math.min(a.known, b.known),
    weight: Math.max(a.weight, b.weight),
  };
}

function comesBefore(one: Evidence, other: Evidence, example: Telling['example']): boolean {
  if (example === 'most') return one.weight > other.weight;
  const [pass, otherPass] = [Math.max(0, one.pass), Math.max(0, other.pass)];
  return pass < otherPass || (pass === otherPass && (one.channel ?? 0) < (other.channel ?? 0));
}

/** One of each rule. */
function consequences(signs: readonly Sign[]): Pick<Finding, 'follows'> {
  if (signs.length === 0) return {};
  const follows = [...new Set(signs.map(({ rule }) => rule))].map((rule): Consequence => {
    const evidence = signs.filter((sign) => sign.rule === rule).map((sign) => sign.evidence);
    const pass = Math.max(0, evidence.reduce(spanning).pass);
    return {
      rule,
      pass,
      ...(evidence.every(({ channel }) => channel !== undefined) && { channels: channelsOf(evidence) }),
    };
  });
  return { follows };
}

function channelsOf(evidence: readonly Evidence[]): Uint32Array {
  return Uint32Array.from(evidence, ({ channel = 0 }) => channel);
}

function byUrgency(a: Finding, b: Finding): number {
  return (
    bySeverity(a.severity, b.severity) ||
    // Both may be Infinity, whose difference is NaN.
    (a.weight === b.weight ? 0 : b.weight - a.weight) ||
    a.pass - b.pass ||
    (a.channel ?? -1) - (b.channel ?? -1)
  );
}
