import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { limits } from '../patience.mjs';

/**
 * What VS Code's extension host calls: runs every `*.test.js` beside this file, and rejects where one fails. `SUITE` and
 * `TEST` choose some by a part of their names. `ENDED` is the file that says, by being there, that all of them came to an end.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: limits.integrationTest, slow: 5_000, color: false });
  if (process.env.TEST !== undefined) mocha.fgrep(process.env.TEST);
  const suites = readdirSync(__dirname).filter(
    (name) => name.endsWith('.test.js') && name.includes(process.env.SUITE ?? ''),
  );
  if (suites.length === 0) throw new Error(`no *.test.js in ${__dirname}`);
  for (const suite of suites.sort()) mocha.addFile(join(__dirname, suite));
  // The line reaches the terminal over the workbench, which does not know console.log's placeholders.
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => console.log(format(...parts));
  let passed = 0;
  const failed = await new Promise<number>((done) => {
    mocha.run(done).on('pass', () => (passed += 1));
  });
  console.log(`${passed} passed, ${failed} failed`);
  if (process.env.ENDED !== undefined) writeFileSync(process.env.ENDED, '');
  if (passed + failed === 0 && process.env.TEST !== undefined)
    throw new Error(`no test ran that is called ${process.env.TEST}`);
  if (failed > 0) throw new Error(`${failed} integration tests failed`);
}
