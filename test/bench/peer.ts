import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Somebody else's implementation in a process of its own, which does one round at a time: its rounds and ours alternate. */
export interface Peer {
  /** As a key of results: `pytorch`. */
  readonly name: string;
  /** `PyTorch 1.13.1`; null where this machine has none, or it does not start. */
  readonly version: string | null;
  /** Seconds of one round, without making its input; null where the peer is absent or cannot do such work. */
  readonly round: (work: PeerWork) => Promise<number | null>;
  readonly close: () => void;
}

export interface PeerWork {
  readonly operation: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface PeerCommand {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a peer. It prints its version as its first line; then it answers each line `operation shape dtype`
 * (`moments 64,256,56,56 float32`) with the seconds that one round took, or with `none`.
 */
export async function startPeer({ name, command, words, env = {} }: PeerCommand): Promise<Peer> {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', () => resolve(null));
  });
  // A write to a process that is gone is answered by `ended`.
  child.stdin.on('error', () => undefined);
  const next = async () => {
    const line = await Promise.race([lines.next(), ended]);
    return line === null || line.done === true ? null : line.value;
  };
  const version = await next();
  return {
    name,
    version,
    async round({ operation, shape, dtype }) {
      if (version === null) return null;
      child.stdin.write(`${operation} ${shape.join()} ${dtype}\n`);
      const seconds = Number((await next()) ?? NaN);
      return Number.isFinite(seconds) ? seconds : null;
    },
    close: () => child.kill(),
  };
}
