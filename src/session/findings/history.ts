/** So many numbers of a channel are kept. */
const MOST = 64;
/** And so many of all channels: with more than 16,384 of them fewer passes are remembered. */
const MOST_OF_ALL = 2 ** 20;

function capacityFor(channels: number): number {
  return Math.max(16, Math.min(MOST, Math.floor(MOST_OF_ALL / Math.max(1, channels))));
}

/**
 * When a rule that compares all that it remembers looks again: at first after every pass, later after an eighth more, so that
 * a pass costs the same whatever came before.
 */
export function isTimeToLook(count: number, lastLook: number): boolean {
  return count >= lastLook + Math.max(1, Math.floor(Math.min(lastLook, 2 * MOST) / 8));
}

/** The last of some numbers, [channels] a pass. */
export class Recent {
  readonly #capacity: number;
  /** [channels, capacity], each channel's in turn. */
  readonly #values: Float64Array;
  readonly #passes: number[] = [];
  #seen = 0;

  constructor(private readonly channels: number) {
    this.#capacity = capacityFor(channels);
    this.#values = new Float64Array(this.#capacity * channels);
  }

  get length(): number {
    return Math.min(this.#seen, this.#capacity);
  }

  add(pass: number, values: Float64Array): void {
    const slot = this.#seen % this.#capacity;
    this.#passes[slot] = pass;
    this.#seen += 1;
    for (let channel = 0; channel < this.channels; channel++) {
      this.#values[channel * this.#capacity + slot] = values[channel];
    }
  }

  /** The pass of the number that stands at this place among those of a channel. */
  passAt(at: number): number {
    return this.#passes[this.#seen <= this.#capacity ? at : (this.#seen + at) % this.#capacity];
  }

  /** Those of one channel, in any order; not to be changed. */
  unordered(channel: number): Float64Array {
    const from = channel * this.#capacity;
    return this.#values.subarray(from, from + this.length);
  }

  /** Those of one channel, oldest first. @param into of `length` */
  ordered(channel: number, into: Float64Array): Float64Array {
    const all = this.unordered(channel);
    const oldest = this.#seen <= this.#capacity ? 0 : this.#seen % this.#capacity;
    into.set(all.subarray(oldest));
    into.set(all.subarray(0, oldest), all.length - oldest);
    return into;
  }
}

/** All of some numbers, as means over so many passes each that not too many of them are kept. */
export class Course {
  /** The first pass of each mean. */
  readonly starts: number[] = [];
  /** Passes in each mean; the last one may have fewer, and is left out until it is full. */
  width = 1;
  readonly #capacity: number;
  /** [channels, capacity]. */
  readonly #values: Float64Array;
  #inLast = 0;

  constructor(private readonly channels: number) {
    this.#capacity = capacityFor(channels);
    this.#values = new Float64Array(this.#capacity * channels);
  }

  /** Means that are full. */
  get length(): number {
    return this.#inLast === this.width || this.starts.length === 0 ? this.starts.length : this.starts.length - 1;
  }

  add(pass: number, values: Float64Array): void {
    const { starts, channels } = this;
    if (this.#inLast === this.width && starts.length === this.#capacity) this.#halve();
    if (starts.length === 0 || this.#inLast === this.width) {
      starts.push(pass);
      this.#inLast = 0;
    }
    this.#inLast += 1;
    const [share, slot] = [1 / this.#inLast, starts.length - 1];
    for (let channel = 0, at = slot; channel < channels; channel++, at += this.#capacity) {
      const mean = share === 1 ? 0 : this.#values[at];
      this.#values[at] = mean + (values[channel] - mean) * share;
    }
  }

  /** Those of one channel, oldest first; not to be changed. */
  channel(channel: number): Float64Array {
    const from = channel * this.#capacity;
    return this.#values.subarray(from, from + this.length);
  }

  #halve(): void {
    const { starts } = this;
    const half = Math.floor(starts.length / 2);
    for (let channel = 0; channel < this.channels; channel++) {
      const from = channel * this.#capacity;
      for (let at = 0; at < half; at++) {
        this.#values[from + at] = (this.#values[from + 2 * at] + this.#values[from + 2 * at + 1]) / 2;
      }
    }
    for (let at = 0; at < half; at++) starts[at] = starts[2 * at];
    starts.length = half;
    this.width *= 2;
    this.#inLast = this.width;
  }
}
