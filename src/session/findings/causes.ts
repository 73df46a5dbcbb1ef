import type { AnyRule, Evidence, Telling } from './rule.js';

/** What one rule has to say. */
export interface Told {
  readonly rule: Pick<AnyRule, 'id' | 'explains'>;
  readonly tellings: readonly Telling[];
}

/** A piece of evidence that has a cause, and whose it is. */
export interface Sign {
  readonly rule: string;
  readonly evidence: Evidence;
}

/** What follows from what. */
export interface Causes {
  readonly explained: { has(evidence: Evidence): boolean };
  /** By the evidence that nothing explains, where something follows from it. */
  readonly follows: ReadonlyMap<Evidence, readonly Sign[]>;
}

/**
 * Lays together what all rules tell, by what each says that it explains: signs of the same channel (a cause in all channels
 * explains those of any) that begin where the cause reaches, or later. What follows from a sign that is itself explained
 * follows from its cause.
 */
export function causesAmong(told: readonly Told[]): Causes {
  const causeOf = new Map<Evidence, Evidence>();
  const signs: Sign[] = [];
  for (const { rule, tellings } of told) {
    const effects = told.filter((other) => rule.explains.includes(other.rule.id) && other.tellings.length > 0);
    if (effects.length === 0) continue;
    const causes = new Map<number | undefined, Evidence>();
    for (const { evidence } of tellings) for (const one of evidence) causes.set(one.channel, one);
    if (causes.size === 0) continue;
    const ofMost = causeOfMost(tellings);
    for (const effect of effects) {
      for (const evidence of effect.tellings.flatMap((telling) => telling.evidence)) {
        const cause =
          explaining(evidence, causes.get(evidence.channel)) ??
          explaining(evidence, causes.get(undefined) ?? (evidence.channel === undefined ? ofMost : undefined));
        if (!cause || causeOf.has(evidence)) continue;
        causeOf.set(evidence, cause);
        signs.push({ rule: effect.rule.id, evidence });
      }
    }
  }

  const follows = new Map<Evidence, Sign[]>();
  for (const sign of signs) {
    let cause = sign.evidence;
    for (let next = causeOf.get(cause); next; next = causeOf.get(next)) cause = next;
    const others = follows.get(cause);
    if (others) others.push(sign);
    else follows.set(cause, [sign]);
  }
  return { explained: causeOf, follows };
}

/** A cause in more than half of the channels explains what is said of all of them: the one that comes first speaks for it. */
function causeOfMost(tellings: readonly Telling[]): Evidence | undefined {
  for (const { evidence, channels } of tellings) {
    if (evidence.length * 2 <= channels) continue;
    return evidence.reduce((first, one) => (one.pass < first.pass ? one : first));
  }
  return undefined;
}

function explaining(sign: Evidence, cause: Evidence | undefined): Evidence | undefined {
  return cause && (cause.reaches?.(sign.channel) ?? cause.pass) <= sign.pass ? cause : undefined;
}
