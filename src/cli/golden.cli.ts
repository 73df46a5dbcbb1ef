import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGoldenFile, parseGoldenIndex, type Suggestion } from './golden/goldenFile.js';
import { runGolden } from './golden/runGolden.js';
import { printLine } from './print.js';

/** `npm run golden -- DIR`: runs recorded vectors through the engine; a line for each field that is off. */
async function main(folder: string | undefined): Promise<number> {
  if (folder === undefined) {
    console.error('usage: npm run golden -- DIR');
    return 2;
  }
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const suggestions: ReadonlyMap<string, Suggestion> = names.includes('index.json')
    ? parseGoldenIndex(readFileSync(join(folder, 'index.json'), 'utf8'))
    : new Map<string, Suggestion>();
  let passed = 0;
  let failed = 0;
  for (const name of names.filter((candidate) => candidate !== 'index.json')) {
    const lines = failuresOf(join(folder, name), suggestions.get(name)?.rtol);
    for (const line of lines.messages) await printLine([`${name}: ${line}`]);
    if (lines.skipped) continue;
    if (lines.messages.length === 0) passed++;
    else failed++;
  }
  await printLine([`${passed} passed, ${failed} failed`]);
  return failed === 0 ? 0 : 1;
}

function failuresOf(path: string, rtol: number | null | undefined): { messages: string[]; skipped: boolean } {
  try {
    const result = runGolden(parseGoldenFile(readFileSync(path, 'utf8')), rtol);
    if (result.kind === 'skipped') {
      return { messages: [`skipped: there is no convention "${result.convention}"`], skipped: true };
    }
    const messages = result.failures.map(({ step, field, detail }) => `step ${step}: ${field}: ${detail}`);
    return { messages: result.fields === 0 ? ['nothing to compare'] : messages, skipped: false };
  } catch (error) {
    return {
      messages: [error instanceof Error ? error.message : String(error)],
      skipped: false,
    };
  }
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
