import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limits, patience, slowness } from '../../patience.mjs';

it('no limit of the tests is reached by a machine four times slower than a quiet one', () => {
  expect(slowness).toBeGreaterThanOrEqual(4);
  expect(patience(3)).toBe(3000 * slowness);
});

it('a limit is longer than those within it, so that what hangs is named', () => {
  const { attempt, event, screen, start, unitTest, integrationTest, screenTest } = limits;
  for (const order of [
    [attempt, event, unitTest],
    [attempt, event, integrationTest],
    [attempt, screen, start, screenTest],
  ]) {
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
  }
});

it('tests have no limits of their own', () => {
  const root = join(import.meta.dirname, '../..');
  const own = ['unit', 'host', 'integration', 'e2e', 'fuzz'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mts|mjs)$/.test(name))
      .flatMap((name) => {
        const found = /timeout:\s*\d[\d_]*/i.exec(readFileSync(join(root, folder, name), 'utf8'));
        return found ? [`${folder}/${name}: ${found[0]}`] : [];
      }),
  );
  expect(own).toEqual([]);
});
