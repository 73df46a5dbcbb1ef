import { maxRank } from '../shapeLimits.js';

/** What is wrong with an array. */
export interface ArrayProblem {
  readonly problem: string;
  readonly expected: string;
  readonly found: string;
}

/** Numbers held in blocks: growing copies nothing, and no more is allocated than about what has been read. */
const blockLength = 2 ** 16;

/**
 * Collects the numbers of nested arrays and checks that they make a box. Each step says what is wrong with it, or
 * nothing; after something wrong the collection is of no use.
 */
export class NestedNumbers {
  private readonly full: Float64Array[] = [];
  private block = new Float64Array(64);
  private used = 0;
  /** sizes[d]: entries of the arrays d brackets deep, −1 before the first of them has ended. sizes[0] is not used. */
  private readonly sizes: number[] = [0];
  /** counts[d]: entries so far of the array that is open d brackets deep. */
  private readonly counts: number[] = [0];
  /** How many brackets deep the numbers are; −1 before the first number. */
  private rank = -1;
  private depth = 0;

  get isOpen(): boolean {
    return this.depth > 0;
  }

  get length(): number {
    return this.full.length * blockLength + this.used;
  }

  open(): ArrayProblem | undefined {
    if (this.depth === this.rank) return { problem: 'an array among numbers', expected: 'a number', found: '[' };
    if (this.depth === maxRank) {
      return { problem: 'the arrays are nested too deep', expected: `at most ${maxRank} levels`, found: 'another [' };
    }
    const problem = this.count('array');
    if (problem) return problem;
    this.depth++;
    if (this.depth === this.sizes.length) this.sizes.push(-1);
    this.counts[this.depth] = 0;
    return undefined;
  }

  add(value: number): ArrayProblem | undefined {
    if (this.rank !== this.depth) {
      if (this.rank >= 0 || this.sizes.length > this.depth + 1) {
        return { problem: 'a number among arrays', expected: '[', found: `${value}` };
      }
      this.rank = this.depth;
    }
    const problem = this.count('number');
    if (problem) return problem;
    if (this.used === this.block.length) this.grow();
    this.block[this.used++] = value;
    return undefined;
  }

  close(): ArrayProblem | undefined {
    const [size, count] = [this.sizes[this.depth], this.counts[this.depth]];
    if (size >= 0 && count !== size) {
      return ragged(size, entries(count));
    }
    this.sizes[this.depth] = count;
    this.depth--;
    return undefined;
  }

  shape(): number[] {
    return this.sizes.slice(1);
  }

  /** All numbers, in order. */
  values(): Float64Array<ArrayBuffer> {
    const values = new Float64Array(this.length);
    this.full.forEach((block, i) => values.set(block, i * blockLength));
    values.set(this.block.subarray(0, this.used), this.full.length * blockLength);
    return values;
  }

  private count(what: string): ArrayProblem | undefined {
    const size = this.sizes[this.depth];
    if (++this.counts[this.depth] > size && size >= 0 && this.depth > 0) {
      return ragged(size, `${what} ${size + 1}`);
    }
    return undefined;
  }

  private grow(): void {
    if (this.used === blockLength) {
      this.full.push(this.block);
      this.block = new Float64Array(blockLength);
      this.used = 0;
      return;
    }
    const block = new Float64Array(Math.min(blockLength, 4 * this.used));
    block.set(this.block);
    this.block = block;
  }
}

function ragged(size: number, found: string): ArrayProblem {
  return { problem: 'the arrays are ragged', expected: `${entries(size)}, as in the arrays before`, found };
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}
