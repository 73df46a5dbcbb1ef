// `npm run fuzz -- [--minutes N | --runs N] [--seed S] [--threads N]`: gives every reader bytes that it was not made for.
// Findings go to test-results/fuzz; exits 1 where there is one.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Campaign } from './campaign.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    threads: { type: 'string' },
  },
});
const number = (name: keyof typeof values, otherwise: number): number => {
  const given = values[name];
  if (given === undefined) return otherwise;
  if (!/^\d+(?:\.\d+)?$/.test(given)) throw new Error(`--${name} ${given} is no number`);
  return Number(given);
};
const minutes = values.minutes === undefined && values.runs === undefined ? 1 : number('minutes', Infinity);
const campaign = new Campaign({
  seed: Math.floor(number('seed', Date.now() % 2 ** 31)),
  runs: number('runs', Infinity),
  until: Date.now() + 60_000 * minutes,
  threads: Math.max(1, Math.floor(number('threads', Math.min(4, availableParallelism())))),
});
process.exitCode = (await campaign.run()) ? 0 : 1;
