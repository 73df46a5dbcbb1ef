/**
 * The name that was meant by one that is not among them: it begins the other, or few letters differ; null where none is
 * alike. (Optimal string alignment, so that two letters in the other order are one difference.)
 */
export function nearestName(name: string, names: readonly string[]): string | null {
  if (name.length > longest) return null;
  const given = name.toLowerCase();
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of names) {
    const other = candidate.toLowerCase();
    const isBegun = other.length > 2 && (given.startsWith(other) || (given.length > 2 && other.startsWith(given)));
    const differences = isBegun ? 1 : differencesBetween(given, other);
    const allowed = Math.max(1, Math.floor(Math.max(given.length, other.length) / 3));
    if (differences > allowed || differences >= least) continue;
    best = candidate;
    least = differences;
  }
  return best;
}

const longest = 60;

function differencesBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
