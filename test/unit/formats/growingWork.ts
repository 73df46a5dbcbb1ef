// A thread of its own: what it counts changes functions of the language.
import { parentPort } from 'node:worker_threads';
import { FormatError } from '../../../src/formats/index.js';
import { countWork, startCounting } from './countWork.js';
import { families } from './growingFiles.js';

const few = 4000;

/** Two that are quadratic, to see that they are found out: by blocks of code, and by a function of the language. */
const quadratic: typeof families = {
  'a loop in a loop': (count) => () => {
    let sum = 0;
    for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) sum += j % 3;
    return Promise.resolve(sum);
  },
  'a search in a loop': (count) => () => {
    const names = Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count; i++) names.includes(i);
    return Promise.resolve();
  },
};

startCounting();
const work: Record<string, readonly [small: number, large: number]> = {};
for (const [name, family] of Object.entries({ ...families, ...quadratic })) {
  const of = async (count: number) => {
    const run = family(count);
    return countWork(() =>
      run().catch((error: unknown) => {
        if (!(error instanceof FormatError)) throw error;
      }),
    );
  };
  // What is made once for all files is made here.
  await of(10);
  work[name] = [await of(few), await of(8 * few)];
}
parentPort?.postMessage(work);
