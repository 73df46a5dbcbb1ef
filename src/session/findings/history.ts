/** So many numbers of a channel are kept. */
const MOST = 64;
/** And so many of all channels: with more than 16,384 of them fewer passes are remembered. */
const MOST_OF_ALL = 2 ** 20;

/**
 * When a rule that compares all that it remembers looks again: at first after every pass, later after an eighth more, so that
 * a pass costs the same whatever came before.
 */
export function isTimeToLook(count: number, lastLook: number): boolean {
  return count >= lastLook + Math.max(1, Math.floor(Math.min(lastLook, MOST) / 8));
}

/** The last of some numbers, [channels] a pass. */
export class Recent {
  /** Of the passes that are remembered, in turn. */
  readonly passes: number[] = [];
  readonly capacity: number;
  readonly #values: Float64Array;

  constructor(private readonly channels: number) {
    this.capacity = Math.max(16, Math.min(MOST, Math.floor(MOST_OF_ALL / Math.max(1, channels))));
    this.#values = new Float64Array(this.capacity * channels);
  }

  add(pass: number, values: Float64Array): void {
    if (this.passes.length === this.capacity) {
      this.#values.copyWithin(0, this.channels);
      this.passes.shift();
    }
    this.#values.set(values, this.passes.length * this.channels);
    this.passes.push(pass);
  }

  /** Those of one channel, oldest first. @param into of `passes.length` */
  channel(channel: number, into: Float64Array): Float64Array {
    for (let at = 0; at < this.passes.length; at++) into[at] = this.#values[at * this.channels + channel];
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
  readonly #values: Float64Array;
  #inLast = 0;

  constructor(private readonly channels: number) {
    this.#capacity = Math.max(16, Math.min(MOST, Math.floor(MOST_OF_ALL / Math.max(1, channels))));
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
      this.#values.fill(0, (starts.length - 1) * channels, starts.length * channels);
    }
    this.#inLast += 1;
    const from = (starts.length - 1) * channels;
    for (let channel = 0; channel < channels; channel++) {
      const mean = this.#values[from + channel];
      this.#values[from + channel] = mean + (values[channel] - mean) / this.#inLast;
    }
  }

  /** Those of one channel, oldest first. @param into of `length` at least */
  channel(channel: number, into: Float64Array): Float64Array {
    for (let at = 0; at < this.length; at++) into[at] = this.#values[at * this.channels + channel];
    return into;
  }

  #halve(): void {
    const { starts, channels } = this;
    const half = Math.floor(starts.length / 2);
    for (let at = 0; at < half; at++) {
      for (let channel = 0; channel < channels; channel++) {
        const [a, b] = [this.#values[2 * at * channels + channel], this.#values[(2 * at + 1) * channels + channel]];
        this.#values[at * channels + channel] = (a + b) / 2;
      }
      starts[at] = starts[2 * at];
    }
    starts.length = half;
    this.width *= 2;
    this.#inLast = this.width;
  }
}
