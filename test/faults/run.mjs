// node test/faults/run.mjs [COUNT] [FIRST SEED]: healthy programs that are told something, and how many of how many.
import { bundled } from './bundled.mjs';

const [count = 1000, from = 1] = process.argv.slice(2).map(Number);
const { alarmsAmong } = await bundled('runHealthy');
const alarms = await alarmsAmong(from, count, console.log);
console.log(`${alarms} of ${count} healthy programs were told something`);
process.exitCode = alarms > 0 ? 1 : 0;
