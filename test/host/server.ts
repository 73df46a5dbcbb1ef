import { type ChildProcess, spawn } from 'node:child_process';
import { limits } from '../patience.mjs';

export interface RunningServer {
  /** Everything that the server printed so far. */
  readonly log: () => string;
  /** Resolves when it has ended; asking twice is fine. */
  readonly stop: () => Promise<void>;
}

/** Spawns a server and waits until it prints `ready`; rejects with its output if it ends or takes too long. */
export function startServer(
  command: string,
  words: readonly string[],
  ready: RegExp,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number } = {},
): Promise<RunningServer & { readonly match: RegExpExecArray }> {
  const { timeout = limits.start, ...where } = options;
  const child = spawn(command, words, { ...where, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = stopper(child);
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      void stop();
      reject(new Error(`${command} ${why}:\n${said}`));
    };
    const timer = setTimeout(() => fail(`did not print ${String(ready)} within ${timeout / 1000} s`), timeout);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const match = ready.exec(said);
      if (match === null) return;
      clearTimeout(timer);
      resolve({ match, stop, log: () => said });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code, signal) => fail(`ended with ${String(code ?? signal)}`));
  });
}

function stopper(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  // A server must not outlive whoever started it, however that ends.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  void ended.then(() => process.off('exit', kill));
  return () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const force = setTimeout(kill, 5000);
      void ended.then(() => clearTimeout(force));
    }
    return ended;
  };
}
