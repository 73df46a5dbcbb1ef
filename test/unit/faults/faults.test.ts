import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ranCases, type RanCase } from '../../faults/runCases.js';
import { pythonWith, runPython } from '../pythons.js';

const python = pythonWith('torch', 'numpy');
/** A handful; `node test/faults/table.mjs` runs all. */
const RULES = ['padding', 'channel-axis', 'update-count', 'two-populations', 'upstream/dead-layer', 'upstream/dropout'];

// Left out where no Python has torch.
describe.skipIf(!python)('faults in real PyTorch runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  let ran: readonly RanCase[] = [];

  beforeAll(async () => {
    const script = `
import sys
sys.path.insert(0, sys.argv[1])
import make_faults
make_faults.main(sys.argv[2], [1], sys.argv[3:])`;
    runPython(python ?? '', script, [join(import.meta.dirname, '../../faults'), folder, ...RULES]);
    ran = await ranCases(folder);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(RULES)('%s: the first finding names it, in the right place; a near miss is silent', (rule) => {
    const own = ran.filter(({ name }) => name.startsWith(`${rule}/`));
    expect(own.map(({ truth }) => truth.near)).toEqual([false, true]);
    expect(own.map(({ problem }) => problem)).toEqual([null, null]);
  });
});
