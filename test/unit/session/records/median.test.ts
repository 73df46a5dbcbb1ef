import { afterEach, describe, expect, test, vi } from 'vitest';
import { median } from '../../../../src/session/records/median.js';

/** As sorting finds it. */
function sortedMedian(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** McIlroy's adversary: decides how large a number is when it is compared, so that every pivot is a bad one. */
function slowest(size: number): Float64Array {
  const values = new Float64Array(size).fill(Infinity);
  let decided = 0;
  let candidate = -1;
  const isLess = (a: number, b: number): boolean => {
    if (values[a] === Infinity && values[b] === Infinity) values[a === candidate ? a : b] = decided++;
    if (values[a] === Infinity) candidate = a;
    else if (values[b] === Infinity) candidate = b;
    return values[a] < values[b];
  };
  const least = (a: number, b: number): number => (isLess(b, a) ? b : a);
  const most = (a: number, b: number): number => (isLess(a, b) ? b : a);
  const places = Array.from(values.keys());
  let [left, right] = [0, size - 1];
  while (left < right) {
    const [first, middle, last] = [places[left], places[(left + right) >> 1], places[right]];
    const pivot = most(least(first, middle), least(most(first, middle), last));
    let [i, j] = [left, right];
    while (i <= j) {
      while (isLess(places[i], pivot)) i++;
      while (isLess(pivot, places[j])) j--;
      if (i <= j) [places[i++], places[j--]] = [places[j], places[i]];
    }
    if (size / 2 <= j) right = j;
    else if (size / 2 >= i) left = i;
    else break;
  }
  return values.map((value) => (value === Infinity ? decided++ : value));
}

afterEach(() => vi.restoreAllMocks());

describe('a median', () => {
  const lists: Record<string, readonly number[]> = {
    'of one': [3],
    'of two': [5, 1],
    'of equal numbers': new Array<number>(100).fill(2),
    'of numbers in order': Array.from({ length: 101 }, (_, i) => i),
    'of numbers in the other order': Array.from({ length: 100 }, (_, i) => -i),
    'of few that repeat': Array.from({ length: 999 }, (_, i) => (i * 7) % 4),
    'of many': Array.from({ length: 5000 }, (_, i) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1),
    'with infinities': [Infinity, 1, Infinity, 0, Infinity],
    'of an organ pipe': Array.from({ length: 1000 }, (_, i) => Math.min(i, 999 - i)),
  };
  test.each(Object.entries(lists))('%s is what sorting finds', (_, values) => {
    expect(median(Float64Array.from(values))).toBe(sortedMedian(values));
  });

  test('of numbers that were chosen to slow it down is found by sorting what is left', () => {
    const values = slowest(4000);
    const wanted = sortedMedian([...values]);
    const sort = vi.spyOn(Float64Array.prototype, 'sort');
    expect(median(values)).toBe(wanted);
    expect(sort).toHaveBeenCalledOnce();
    sort.mockClear();
    expect(median(Float64Array.from(lists['of many']))).toBe(sortedMedian(lists['of many']));
    // That is the one of `sortedMedian`.
    expect(sort).toHaveBeenCalledOnce();
  });

  test('of none is NaN, and what lies behind the count is left out', () => {
    expect(median(new Float64Array())).toBeNaN();
    expect(median(Float64Array.of(1, 2, 3, 100, 200), 3)).toBe(2);
  });
});
