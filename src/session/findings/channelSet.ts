/** A set of channels, asked and added to for each channel of each pass: a byte each, where a hash would cost more than the rule. */
export class ChannelSet {
  #bytes = new Uint8Array(0);

  has(channel: number): boolean {
    return channel < this.#bytes.length && this.#bytes[channel] > 0;
  }

  add(channel: number): void {
    if (channel >= this.#bytes.length) this.#grow(channel + 1);
    this.#bytes[channel] = 1;
  }

  #grow(least: number): void {
    const before = this.#bytes;
    this.#bytes = new Uint8Array(Math.max(64, least, 2 * before.length));
    this.#bytes.set(before);
  }
}
