import type { ReportedFinding } from '../../src/session/faces/report.js';

/** What is true of a run, as `make_faults.py` says it. */
export interface Truth {
  readonly rule: string;
  /** A run that almost has the fault: this rule must be silent. */
  readonly near: boolean;
  readonly seed: number;
  /** Of a model: the layer where the fault is; null: any. */
  readonly layer?: string | null;
  /** Null: no channel of its own. */
  readonly channel: number | null;
  /** The first and the last pass in which the fault can be said to begin; null: anywhere. */
  readonly pass: readonly [number | null, number | null];
  /** By baseline: the passes at which it raises an alarm. */
  readonly baselines: Readonly<Record<string, readonly number[]>>;
}

export type JudgedFinding = Pick<ReportedFinding, 'rule' | 'severity' | 'pass' | 'channel' | 'channels' | 'message'> & {
  readonly layer?: string;
};

/** Null where the first finding names the fault, its channel and its pass (or where the rule is silent, as it must be). */
export function problemOf(truth: Truth, findings: readonly JudgedFinding[]): string | null {
  const { rule, near, layer, channel } = truth;
  if (near) {
    const told = findings.find((one) => one.rule === rule);
    return told ? `must not be told: ${textOf(told)}` : null;
  }
  if (findings.length === 0) return 'nothing is told';
  const [first] = findings;
  if (first.rule !== rule) return `first is ${textOf(first)}`;
  if (layer && first.layer !== layer) return `of another layer: ${textOf(first)}`;
  if (channel !== null && first.channel !== channel && first.channels?.includes(channel) !== true) {
    return `of another channel: ${textOf(first)}`;
  }
  const [from, to] = truth.pass;
  if (from !== null && (first.pass < from || first.pass > (to ?? from))) return `of another pass: ${textOf(first)}`;
  return null;
}

/** Whether a baseline, which names nothing, raises its alarm where the fault is; of a near miss, whether it raises any. */
export function alarms({ near, pass: [from, to], baselines }: Truth, baseline: string): boolean {
  const passes = baselines[baseline];
  if (near || from === null || from < 0) return passes.length > 0;
  return passes.some((pass) => pass >= from && pass <= (to ?? from));
}

function textOf({ rule, layer, pass, channel, channels, message }: JudgedFinding): string {
  const which = channel ?? channels?.join(' ') ?? 'all';
  return `${layer ? `${layer} ` : ''}${rule}, pass ${pass}, channel ${which}: ${message}`;
}
