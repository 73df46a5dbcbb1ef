/** One figure: ours, that of others who did the same work in the same run, and how many times better we are. */
export interface Result {
  readonly name: string;
  readonly unit: string;
  readonly us: number;
  readonly peers: Readonly<Record<string, number>>;
  readonly ratio: Readonly<Record<string, number>>;
}

/** @param isHigherBetter true for throughputs, false for durations and sizes */
export function result(
  name: string,
  unit: string,
  us: number,
  peers: Readonly<Record<string, number>>,
  isHigherBetter = true,
): Result {
  const ratio = Object.fromEntries(
    Object.entries(peers).map(([peer, theirs]) => [peer, round(isHigherBetter ? us / theirs : theirs / us)]),
  );
  const rounded = Object.fromEntries(Object.entries(peers).map(([peer, value]) => [peer, round(value)]));
  return { name, unit, us: round(us), peers: rounded, ratio };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function printTable(results: readonly Result[]): void {
  const rows = results.map(({ name, unit, us, peers, ratio }) => [
    name,
    `${us} ${unit}`,
    Object.entries(peers)
      .map(([peer, value]) => `${peer} ${value} (× ${ratio[peer]})`)
      .join(', '),
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const [name, us, peers] of rows) console.log(`${name.padEnd(widths[0])}  ${us.padStart(widths[1])}  ${peers}`);
}
