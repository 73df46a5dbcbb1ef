// node test/faults/table.mjs [--cases FOLDER] [--only RULE] [SEED …]
// Makes every fault with PyTorch, runs it and writes RESULTS.md (of all rules and the seeds 1 to 3 only); says what is not
// as it must be. With --cases, the cases are those of a folder that make_faults.py wrote.
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundled } from './bundled.mjs';
import { resultsText } from './resultsText.mjs';

const here = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string' }, only: { type: 'string', multiple: true } },
});
const seeds = positionals.length > 0 ? positionals : ['1', '2', '3'];
const folder = values.cases ?? join(here, '../../node_modules/.cache/faults/cases-' + seeds.join('-'));
if (!values.cases) {
  // Beside an earlier recording the next would get another name.
  await rm(folder, { recursive: true, force: true });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const made = spawnSync('/usr/bin/python3', [join(here, 'make_faults.py'), folder, ...seeds], {
    stdio: 'inherit',
    env,
  });
  if (made.status !== 0) throw new Error('make_faults.py failed');
}
const { ranCases, alarms } = await bundled('runCases');
const ran = await ranCases(folder, values.only);
for (const { name, problem } of ran) if (problem) console.log(`${name}: ${problem}`);
const failed = ran.filter(({ problem }) => problem).length;
console.log(`${ran.length - failed} of ${ran.length} cases are as they must be`);
const isWhole = !values.cases && !values.only && seeds.join() === '1,2,3';
if (isWhole) await writeFile(join(here, 'RESULTS.md'), resultsText(ran, alarms));
process.exitCode = failed > 0 ? 1 : 0;
