import { Inflate } from 'fflate';
import type { Interruption } from '../interruption.js';
import type { ByteSource } from '../byteSource.js';
import { FormatError } from '../formatError.js';
import { startReading } from '../reading.js';
import { crc32 } from './crc32.js';

/** Deflate makes at most 1,032 bytes of one, so that a push yields 16 MB at most. */
const pushBytes = 2 ** 14;

/** A member that says to be no larger than this, and than so many times its compressed bytes, is believed. */
const believed = { bytes: 2 ** 24, ratio: 16 };

/** What the directory says of a member's content. */
export interface Deflated {
  /** The compressed bytes, and nothing else. */
  readonly compressed: ByteSource;
  readonly size: number;
  readonly crc: number;
}

/**
 * The content of a deflated member. Nothing is kept: each reader inflates for itself, from the start, and going back
 * starts again.
 */
export function inflatedSource(name: string, deflated: Deflated): ByteSource {
  const { size } = deflated;
  const start = (): ByteSource => {
    let inflation = new Inflation(name, deflated);
    return {
      name,
      size,
      read: (offset, length) => {
        if (offset < inflation.at) inflation = new Inflation(name, deflated);
        return inflation.read(offset, Math.max(0, Math.min(length, size - offset)));
      },
    };
  };
  const isBelieved = size <= believed.bytes || size <= believed.ratio * deflated.compressed.size;
  let isConfirmed = isBelieved;
  return {
    name,
    size,
    read: (offset, length) => start().read(offset, length),
    forward: start,
    confirmSize: async (interruption) => {
      if (!isConfirmed) await inflateOnce(start(), interruption);
      isConfirmed = true;
    },
  };
}

/** Goes through a member to its end, and keeps nothing. */
async function inflateOnce(source: ByteSource, interruption?: Interruption): Promise<void> {
  const reading = startReading(source, interruption);
  const piece = new Uint8Array(pushBytes);
  for (let at = 0; at < source.size; at += piece.length) {
    await reading.fill(at, piece.subarray(0, source.size - at));
  }
}

/** One way through a member, forward. */
class Inflation {
  /** Where the next read may begin: here, or later. */
  at = 0;
  private held: Uint8Array[] = [];
  private inflated = 0;
  private crc = 0;
  private pushed = 0;
  private readonly inflate = new Inflate((bytes) => this.take(bytes));

  constructor(
    private readonly name: string,
    private readonly deflated: Deflated,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    // What fails half-way has to start again.
    this.at = Infinity;
    for (let done = 0; done < length;) {
      while (this.held.length === 0) await this.push();
      const [first] = this.held;
      const from = this.inflated - this.held.reduce((sum, piece) => sum + piece.length, 0);
      const skip = Math.min(first.length, offset + done - from);
      const taken = first.subarray(skip, skip + length - done);
      bytes.set(taken, done);
      done += taken.length;
      if (skip + taken.length < first.length) this.held[0] = first.subarray(skip + taken.length);
      else this.held.shift();
    }
    this.at = offset + length;
    return bytes;
  }

  private async push(): Promise<void> {
    const { compressed, size, crc } = this.deflated;
    if (this.pushed >= compressed.size) {
      throw this.damaged('it ends early', `${size} bytes`, `${this.inflated} bytes`);
    }
    const bytes = await compressed.read(this.pushed, pushBytes);
    if (bytes.length === 0) throw this.damaged('it ends early', `${compressed.size} bytes`, `${this.pushed} bytes`);
    this.pushed += bytes.length;
    const isLast = this.pushed >= compressed.size;
    try {
      this.inflate.push(bytes, isLast);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      throw this.damaged(error instanceof Error ? error.message : String(error));
    }
    if (this.inflated === size && this.crc !== crc) {
      throw this.damaged('its checksum is wrong', hex(crc), hex(this.crc));
    }
  }

  private take(bytes: Uint8Array): void {
    this.inflated += bytes.length;
    const { size } = this.deflated;
    if (this.inflated > size) throw this.damaged('it is larger than it says', `${size} bytes`, 'more');
    this.crc = crc32(bytes, this.crc);
    if (bytes.length > 0) this.held.push(bytes);
  }

  private damaged(problem: string, expected?: string, found?: string): FormatError {
    return new FormatError({
      file: this.name,
      place: 'compressed data',
      problem: `the compressed data is damaged: ${problem}`,
      ...(expected && { expected }),
      ...(found && { found }),
      advice: 'Copy or save the archive again.',
    });
  }
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
