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
    const causes = byChannel(tellings);
    if (causes.size === 0) continue;
    const ofMost = causeOfMost(tellings);
    for (const effect of effects) {
      for (const evidence of effect.tellings.flatMap((telling) => telling.evidence)) {
        const cause =
          explaining(evidence, causes.get(evidence.channel)) ??
          explaining(evidence, causes.get(undefined) ?? (evidence.channel === undefined ? ofMost : NONE));
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

const NONE: readonly Evidence[] = [];

function byChannel(tellings: readonly Telling[]): ReadonlyMap<number | undefined, readonly Evidence[]> {
  const causes = new Map<number | undefined, Evidence[]>();
  for (const { evidence } of tellings) {
    for (const one of evidence) {
      const others = causes.get(one.channel);
      if (others) others.push(one);
      else causes.set(one.channel, [one]);
    }
  }
  return causes;
}

/** A cause in more than half of the channels explains what is said of all of them: the one that comes first speaks for it. */
function causeOfMost(tellings: readonly Telling[]): readonly Evidence[] {
  for (const { evidence, channels } of tellings) {
    if (evidence.length * 2 <= channels) continue;
    return [evidence.reduce((first, one) => (one.pass < first.pass ? one : first))];
  }
  return NONE;
}

/** Of several causes the latest that reaches it: two odd batches have one each. */
function explaining(sign: Evidence, causes: readonly Evidence[] = NONE): Evidence | undefined {
  let latest: Evidence | undefined;
  for (const one of causes) {
    if ((one.reaches?.(sign.channel) ?? one.pass) > sign.pass) continue;
    if (!latest || one.pass > latest.pass) latest = one;
  }
  return latest;
}
