import { parseArgs } from 'node:util';
import { reasonOf, type Absent } from './figures.js';
import type { MeasuredGroup } from './group.js';
import { groups } from './groups.js';
import { textTable } from './textTable.js';
import { isPartWanted, wantedOf } from './wanted.js';
import { writeResults } from './writeResults.js';

/**
 * `npm run bench [-- --json] [-- --only GROUP[/PART]]…`: our figures, beside those of others on the same machine in the
 * same run. A ratio above 1 means that we are better. Standard output is the result only: a table, or one JSON object on
 * one line, `{ results, absent }`. A run of everything writes test/bench/RESULTS.md.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string', multiple: true } } });
const print = (text: string) => process.stdout.write(`${text}\n`);
// What is fetched for a measurement says so, which is no result.
console.log = console.error;

const wanted = (values.only ?? groups.map(({ name }) => name)).map(wantedOf);
const unknown = wanted.find(({ group }) => groups.every(({ name }) => name !== group));
if (unknown) {
  console.error(`There is no group "${unknown.group}": expected ${groups.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  const measured: MeasuredGroup[] = [];
  const absent: Absent[] = [];
  for (const group of groups.filter(({ name }) => wanted.some((each) => each.group === name))) {
    const say = (what: string) => console.error(`${group.name}: ${what}`);
    try {
      const measurement = await group.measure(say, (part) => isPartWanted(wanted, group.name, part));
      measured.push({ group, ...measurement });
      absent.push(...(measurement.absent ?? []));
      if (values.json !== true) print(textTable(group.title, measurement.results, measurement.absent));
    } catch (error) {
      // A machine without a browser, or without a network to fetch VS Code from, measures what it can.
      const why = reasonOf(error);
      say(`not measured: ${why}`);
      absent.push({ name: group.name, why });
    }
  }
  const results = measured.flatMap((group) => group.results);
  if (values.json === true) print(JSON.stringify({ results, absent }));
  if (values.only === undefined && measured.length === groups.length) await writeResults(measured);
  if (results.length === 0) process.exitCode = 1;
}
