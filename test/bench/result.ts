/** One figure: ours, that of others who did the same work in the same run, and how many times better we are. */
export interface Result {
  readonly name: string;
  readonly unit: string;
  readonly us: number;
  readonly peers: Readonly<Record<string, number>>;
  readonly ratio: Readonly<Record<string, number>>;
  readonly budget?: Budget;
  /** Present where there is a budget, and what it bounds was measured. */
  readonly met?: boolean;
}

/** A bound on our own figure, or on the ratio to a peer. */
export interface Budget {
  /** Absent: our own figure. */
  readonly peer?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** What we try for, and do not promise. */
  readonly isAim?: boolean;
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly us: number;
  readonly peers?: Readonly<Record<string, number>>;
  /** False for durations and sizes; true, for throughputs, where nothing is said. */
  readonly isHigherBetter?: boolean;
  readonly budget?: Budget;
}

export function result({ name, unit, us, peers = {}, isHigherBetter = true, budget }: Measured): Result {
  const ratio = mapped(peers, (theirs) => (isHigherBetter ? us / theirs : theirs / us));
  const bounded = budget?.peer === undefined ? us : new Map(Object.entries(ratio)).get(budget.peer);
  return {
    name,
    unit,
    us: rounded(us),
    peers: mapped(peers, (theirs) => theirs),
    ratio,
    ...(budget && { budget }),
    ...(budget && bounded !== undefined && { met: isWithin(bounded, budget) }),
  };
}

function isWithin(value: number, { atLeast = -Infinity, atMost = Infinity }: Budget): boolean {
  return value >= atLeast && value <= atMost;
}

function mapped(record: Readonly<Record<string, number>>, change: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, rounded(change(value))]));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
