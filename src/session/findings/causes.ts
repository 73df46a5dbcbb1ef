import type { AnyRule, Evidence, Telling } from './rule.js';

/** What one rule has to say. */
export interface Told {
  readonly rule: Pick<AnyRule, 'id' | 'explains'>;
  readonly tellings: readonly Telling[];
}

/** A piece of evidence, and whose it is. */
export interface Sign {
  readonly rule: string;
  readonly evidence: Evidence;
}

/** Evidence that nothing explains, with the signs that follow from it. */
export type Causes = ReadonlyMap<Evidence, readonly Sign[]>;

/**
 * Lays together what all rules tell, by what each says that it explains: signs of the same channel (a cause in all channels
 * explains those of any) that begin where the cause reaches, or later. What follows from a sign that is itself explained
 * follows from its cause.
 */
export function causesAmong(told: readonly Told[]): Causes {
  const signs = told.flatMap(signsOf);
  const causeOf = new Map<Evidence, Evidence>();
  for (const { rule, tellings } of told) {
    if (rule.explains.length === 0) continue;
    const causes = byChannel(tellings);
    if (causes.size === 0) continue;
    for (const sign of signs) {
      if (!rule.explains.includes(sign.rule) || causeOf.has(sign.evidence)) continue;
      const { channel } = sign.evidence;
      const cause = [causes.get(channel), causes.get(undefined)].find((one) => one && explains(one, sign.evidence));
      if (cause) causeOf.set(sign.evidence, cause);
    }
  }

  const follows = new Map<Evidence, Sign[]>();
  for (const { evidence } of signs) if (!causeOf.has(evidence)) follows.set(evidence, []);
  for (const sign of signs) {
    let cause = causeOf.get(sign.evidence);
    for (let next = cause; next; next = causeOf.get(next)) cause = next;
    if (cause) follows.get(cause)?.push(sign);
  }
  return follows;
}

function signsOf({ rule, tellings }: Told): Sign[] {
  return tellings.flatMap(({ evidence }) => evidence.map((one) => ({ rule: rule.id, evidence: one })));
}

function byChannel(tellings: readonly Telling[]): ReadonlyMap<number | undefined, Evidence> {
  return new Map(tellings.flatMap(({ evidence }) => evidence.map((one) => [one.channel, one])));
}

function explains(cause: Evidence, sign: Evidence): boolean {
  return (cause.reaches?.(sign.channel) ?? cause.pass) <= sign.pass;
}
