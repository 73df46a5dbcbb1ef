import { engineResults } from './engine.js';
import { printTable, type Result } from './result.js';

/**
 * `npm run bench [-- --json]`: our figures, beside those of others on the same machine in the same run. A ratio above
 * 1 means that we are better. Standard output is the result only: a table, or one JSON object on one line.
 */
const results: Result[] = await engineResults();
if (process.argv.includes('--json')) console.log(JSON.stringify({ results }));
else printTable(results);
