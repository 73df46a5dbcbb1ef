/** Some 20 are enough for 65,536 numbers; more are needed only for such as were chosen to slow this down. */
const mostRounds = 64;

/** The median of the first `count` values, NaN of none; none of them may be NaN. Puts them into another order. */
export function median(values: Float64Array, count = values.length): number {
  if (count === 0) return NaN;
  const middle = Math.floor(count / 2);
  select(values, count, middle);
  if (count % 2 === 1) return values[middle];
  let below = -Infinity;
  for (let i = 0; i < middle; i++) below = Math.max(below, values[i]);
  return (below + values[middle]) / 2;
}

/** Hoare's quickselect: `values[k]` as sorting would put it there, nothing larger before it. */
function select(values: Float64Array, count: number, k: number): void {
  let left = 0;
  let right = count - 1;
  for (let round = 0; left < right; round++) {
    if (round === mostRounds) {
      values.subarray(left, right + 1).sort();
      return;
    }
    const pivot = middleOf(values[left], values[(left + right) >> 1], values[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
