import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** PyTorch in a process of its own that does one round at a time, so that our rounds and its rounds alternate. */
export interface PytorchPeer {
  /** Seconds of one round of some work, or null where this machine has no PyTorch. */
  round(work: PytorchWork): Promise<number | null>;
  close(): void;
}

export type PytorchWork = 'batch_norm' | 'var_mean' | 'batch_norm_last';

const program = `
import sys, time
import torch, torch.nn.functional as F
torch.set_num_threads(int(sys.argv[1]))
x = torch.randn(64, 256, 56, 56)
last = x.permute(0, 2, 3, 1).reshape(-1, 256).contiguous()
weight, bias, mean, var = torch.ones(256), torch.zeros(256), torch.zeros(256), torch.ones(256)
work = {
    "batch_norm": lambda: F.batch_norm(x, mean, var, weight, bias, True),
    "batch_norm_last": lambda: F.batch_norm(last, mean, var, weight, bias, True),
    "var_mean": lambda: torch.var_mean(x, (0, 2, 3)),
}
print("ready", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    work[line.strip()]()
    print(time.perf_counter() - start, flush=True)
`;

/** Starts Debian's Python, the one that has python3-torch; resolves to a peer without answers where there is none. */
export async function startPytorch(threads: number): Promise<PytorchPeer> {
  const child = spawn('/usr/bin/python3', ['-c', program, String(threads)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', () => resolve(null));
  });
  // A write to a Python that is gone is answered by `failed`.
  child.stdin.on('error', () => undefined);
  const next = async () => {
    const line = await Promise.race([lines.next(), failed]);
    return line === null || line.done === true ? null : line.value;
  };
  const isReady = (await next()) === 'ready';
  return {
    async round(work) {
      if (!isReady) return null;
      child.stdin.write(`${work}\n`);
      const seconds = await next();
      return seconds === null ? null : Number(seconds);
    },
    close: () => child.kill(),
  };
}
