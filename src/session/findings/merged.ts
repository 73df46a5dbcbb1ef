import { countText } from '../numberText.js';
import { bySeverity } from '../severity.js';
import { causesAmong, type Causes, type Sign, type Told } from './causes.js';
import { effectOf } from './effectOf.js';
import type { Consequence, Finding } from './finding.js';
import type { Evidence, Telling } from './rule.js';

/** More sentences of one kind tell less than one. */
const MANY = 5;
/** From here on a cause that most channels share is the layer's, not the channels'. */
const MOST_OF_AT_LEAST = 8;

/**
 * What is told in the end: causes without what follows from them; one finding where many channels share a cause; errors
 * first, then by weight, then in the order of passes and channels.
 */
export function merged(told: readonly Told[]): readonly Finding[] {
  const causes = causesAmong(told);
  return told
    .flatMap(({ rule, tellings }) => tellings.flatMap((telling) => grouped(rule.id, telling, causes)))
    .sort(byUrgency);
}

function grouped(rule: string, telling: Telling, { explained, follows }: Causes): readonly Finding[] {
  const { channels, example } = telling;
  const evidence = telling.evidence.filter((one) => !explained.has(one));
  // One that shows it twice, as after another start, is still one.
  const own = channelsOf(evidence);
  if (!isMany(own.length, channels)) {
    return evidence.map((one) => ({
      rule,
      ...(one.channel !== undefined && { channel: one.channel }),
      ...span([one]),
      ...telling.words(one),
      ...consequences(follows.get(one) ?? []),
    }));
  }
  const chosen = evidence.reduce((best, one) => (comesBefore(one, best, example) ? one : best));
  const words = telling.words(chosen);
  const share = `${countText(own.length)} of ${countText(channels)} channels, channel ${chosen.channel ?? 0} ${example}`;
  return [
    {
      rule,
      ...words,
      message: `${share}: ${withinSentence(words.message)}`,
      // The channel that the sentence is about comes first: it is the one to be shown.
      channels: channelsOf([chosen, ...evidence]),
      ...span(evidence),
      ...consequences(evidence.flatMap((one) => follows.get(one) ?? [])),
    },
  ];
}

/** Begun in small letters where its first word is one of the language: formulas, names and files stay as they are. */
function withinSentence(message: string): string {
  return /^[A-Z][a-z]* /.test(message) ? `${message.charAt(0).toLowerCase()}${message.slice(1)}` : message;
}

/** Whether so many channels are the layer's affair: more than half and at least 8, or all of several, or a crowd. */
function isMany(count: number, channels: number): boolean {
  return count > MANY || (count >= MOST_OF_AT_LEAST && count * 2 > channels) || (count > 1 && count >= channels);
}

/** From the first to the last; −1: in the state that was given. */
function span(evidence: readonly Evidence[]): Pick<Finding, 'pass' | 'lastPass' | 'known' | 'weight'> {
  let pass = Infinity;
  let lastPass = -1;
  let known = Infinity;
  let weight = -Infinity;
  for (const one of evidence) {
    pass = Math.min(pass, one.pass);
    lastPass = Math.max(lastPass, one.lastPass);
    known = Math.min(known, one.known);
    weight = Math.max(weight, effectOf(one.weight));
  }
  return { pass, lastPass, known, weight };
}

function comesBefore(one: Evidence, other: Evidence, example: Telling['example']): boolean {
  if (example === 'most') return effectOf(one.weight) > effectOf(other.weight);
  return one.pass < other.pass || (one.pass === other.pass && (one.channel ?? 0) < (other.channel ?? 0));
}

/** One of each rule. */
function consequences(signs: readonly Sign[]): Pick<Finding, 'follows'> {
  if (signs.length === 0) return {};
  const follows = [...new Set(signs.map(({ rule }) => rule))].map((rule): Consequence => {
    const evidence = signs.filter((sign) => sign.rule === rule).map((sign) => sign.evidence);
    return {
      rule,
      pass: span(evidence).pass,
      ...(evidence.every(({ channel }) => channel !== undefined) && { channels: channelsOf(evidence) }),
    };
  });
  return { follows };
}

function channelsOf(evidence: readonly Evidence[]): Uint32Array {
  return Uint32Array.from(new Set(evidence.map(({ channel = 0 }) => channel)));
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
