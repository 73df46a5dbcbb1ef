import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repository } from '../host/repository.js';
import type { MeasuredGroup } from './group.js';
import { machine } from './machine.js';
import { resultsMarkdown } from './resultsMarkdown.js';

/** Writes test/bench/RESULTS.md. */
export async function writeResults(measured: readonly MeasuredGroup[]): Promise<void> {
  const path = join(repository, 'test', 'bench', 'RESULTS.md');
  const text = resultsMarkdown(measured, machine(), new Date());
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), parser: 'markdown' }));
}
