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

/** So much is there room for at first. */
const FIRST = 4;

/** Some numbers of each channel, as many as there are: most programs are shorter than what may be kept. */
class Rows {
  readonly capacity: number;
  #stride = FIRST;
  /** [channels, stride], each channel's in turn. */
  #values: Float64Array;

  constructor(readonly channels: number) {
    this.capacity = capacityFor(channels);
    this.#values = new Float64Array(FIRST * channels);
  }

  /** The values with room for this place of every channel, and where a channel begins: `channel * stride`. */
  withRoomFor(place: number): { readonly values: Float64Array; readonly stride: number } {
    while (place >= this.#stride) this.#grow();
    return { values: this.#values, stride: this.#stride };
  }

  /** The first ones of a channel. */
  of(channel: number, length: number): Float64Array {
    const from = channel * this.#stride;
    return this.#values.subarray(from, from + length);
  }

  #grow(): void {
    const [before, old] = [this.#values, this.#stride];
    this.#stride = Math.min(this.capacity, 2 * old);
    this.#values = new Float64Array(this.#stride * this.channels);
    for (let channel = 0; channel < this.channels; channel++) {
      for (let at = 0; at < old; at++) this.#values[channel * this.#stride + at] = before[channel * old + at];
    }
  }
}

/** The last of some numbers, [channels] a pass. */
export class Recent {
  readonly #rows: Rows;
  readonly #passes: number[] = [];
  #seen = 0;

  constructor(private readonly channels: number) {
    this.#rows = new Rows(channels);
  }

  get length(): number {
    return Math.min(this.#seen, this.#rows.capacity);
  }

  add(pass: number, values: Float64Array): void {
    const slot = this.#seen % this.#rows.capacity;
    this.#passes[slot] = pass;
    this.#seen += 1;
    const { values: kept, stride } = this.#rows.withRoomFor(slot);
    for (let channel = 0; channel < this.channels; channel++) kept[channel * stride + slot] = values[channel];
  }

  /** The pass of the number that stands at this place among those of a channel. */
  passAt(at: number): number {
    const { capacity } = this.#rows;
    return this.#passes[this.#seen <= capacity ? at : (this.#seen + at) % capacity];
  }

  /** Those of one channel, in any order; not to be changed. */
  unordered(channel: number): Float64Array {
    return this.#rows.of(channel, this.length);
  }

  /** Those of one channel, oldest first. @param into of `length` */
  ordered(channel: number, into: Float64Array): Float64Array {
    const all = this.unordered(channel);
    const { capacity } = this.#rows;
    const oldest = this.#seen <= capacity ? 0 : this.#seen % capacity;
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
  readonly #rows: Rows;
  #inLast = 0;

  constructor(private readonly channels: number) {
    this.#rows = new Rows(channels);
  }

  /** Means that are full. */
  get length(): number {
    return this.#inLast === this.width || this.starts.length === 0 ? this.starts.length : this.starts.length - 1;
  }

  add(pass: number, values: Float64Array): void {
    const { starts, channels } = this;
    if (this.#inLast === this.width && starts.length === this.#rows.capacity) this.#halve();
    if (starts.length === 0 || this.#inLast === this.width) {
      starts.push(pass);
      this.#inLast = 0;
    }
    this.#inLast += 1;
    const share = 1 / this.#inLast;
    const slot = starts.length - 1;
    const { values: means, stride } = this.#rows.withRoomFor(slot);
    for (let channel = 0, at = slot; channel < channels; channel++, at += stride) {
      const mean = share === 1 ? 0 : means[at];
      means[at] = mean + (values[channel] - mean) * share;
    }
  }

  /** Those of one channel, oldest first; not to be changed. */
  channel(channel: number): Float64Array {
    return this.#rows.of(channel, this.length);
  }

  #halve(): void {
    const { starts } = this;
    const half = Math.floor(starts.length / 2);
    for (let channel = 0; channel < this.channels; channel++) {
      const means = this.#rows.of(channel, starts.length);
      for (let at = 0; at < half; at++) means[at] = (means[2 * at] + means[2 * at + 1]) / 2;
    }
    for (let at = 0; at < half; at++) starts[at] = starts[2 * at];
    starts.length = half;
    this.width *= 2;
    this.#inLast = this.width;
  }
}
