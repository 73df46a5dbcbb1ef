/** Longer ones resemble no name. */
const longest = 40;

/** The name that was meant: the one that the fewest typing errors lead from, two at most, and less than half the word. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  if (written.length > longest) return undefined;
  let nearest: string | undefined;
  let fewest = 3;
  for (const name of names) {
    const edits = editsBetween(written.toLowerCase(), name.toLowerCase());
    if (edits < fewest && edits * 2 < written.length) [nearest, fewest] = [name, edits];
  }
  return nearest;
}

/** Letters to insert, drop or replace, and neighbours to swap (optimal string alignment). */
export function editsBetween(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwapped) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[to.length];
}
