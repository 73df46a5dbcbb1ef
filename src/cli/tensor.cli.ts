// `npm run tensor -- FILE [NAME] [--part PART]`: shape, dtype and hash of a tensor file, or of tensor NAME of an archive, as
// one line of JSON; or its error, with exit code 1. PART is read of items that are no real numbers: real, or a field's name.
import { parseArgs } from 'node:util';
import { describeTensor } from './describeTensor.js';
import { printLine } from './print.js';

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { part: { type: 'string' } } });
  const [path, member, ...rest] = positionals;
  if (!path || rest.length > 0) throw new Error('Usage: npm run tensor -- FILE [NAME] [--part PART]');
  await printLine([JSON.stringify(await describeTensor(path, member, values.part))]);
} catch (error) {
  await printLine([JSON.stringify({ error: error instanceof Error ? error.message : String(error) })]);
  process.exitCode = 1;
}
