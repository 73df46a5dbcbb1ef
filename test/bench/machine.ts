import { cpus, totalmem } from 'node:os';

/** What the figures depend on: `2 cores, Intel …, 24 GB of memory, Node.js 20.20.2, linux x64`. */
export function machine(): string {
  const processors = cpus();
  const model = processors.at(0)?.model.trim() ?? '';
  return [
    `${processors.length} ${processors.length === 1 ? 'core' : 'cores'}`,
    model === '' ? 'processor unknown' : model,
    `${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    `Node.js ${process.versions.node}`,
    `${process.platform} ${process.arch}`,
  ].join(', ');
}
