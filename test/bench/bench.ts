import { parseArgs } from 'node:util';
import type { MeasuredGroup } from './group.js';
import { groups } from './groups.js';
import { textTable } from './textTable.js';
import { writeResults } from './writeResults.js';

/**
 * `npm run bench [-- --json] [-- --only NAME]…`: our figures, beside those of others on the same machine in the same
 * run. A ratio above 1 means that we are better. Standard output is the result only: a table, or one JSON object on one
 * line. A run of everything writes test/bench/RESULTS.md.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string', multiple: true } } });
const print = (text: string) => process.stdout.write(`${text}\n`);
// What is fetched for a measurement says so, which is no result.
console.log = console.error;

const only = values.only ?? groups.map(({ name }) => name);
const unknown = only.find((name) => groups.every((group) => group.name !== name));
if (unknown !== undefined) {
  console.error(`There is no group "${unknown}": expected ${groups.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  const measured: MeasuredGroup[] = [];
  for (const group of groups.filter(({ name }) => only.includes(name))) {
    try {
      const measurement = await group.measure((what) => console.error(`${group.name}: ${what}`));
      measured.push({ group, ...measurement });
      if (values.json !== true) print(textTable(group.title, measurement.results));
    } catch (error) {
      // A machine without a browser, or without a network to fetch VS Code from, measures what it can.
      console.error(`${group.name}: not measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (values.json === true) print(JSON.stringify({ results: measured.flatMap(({ results }) => results) }));
  if (measured.length === groups.length) await writeResults(measured);
  if (measured.length === 0) process.exitCode = 1;
}
