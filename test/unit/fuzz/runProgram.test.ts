import { describe, expect, it } from 'vitest';
import { makeProgram, runningPrograms } from '../../fuzz/programs.js';
import { randomNumbers } from '../../fuzz/randomNumbers.js';
import { runProgram } from '../../fuzz/runProgram.js';

const textOf = (program: unknown) => new TextEncoder().encode(JSON.stringify(program));

describe('programs that are fuzzed', () => {
  it.each(runningPrograms.map((program) => [JSON.stringify(program), program]))(
    'run as they stand: %s',
    async (_, program) => {
      expect(await runProgram(textOf(program), randomNumbers(1))).toMatchObject({ tensors: 1 });
    },
  );

  it('have rows, sizes, axes, slices, patterns and places that nobody would write', () => {
    const decoder = new TextDecoder();
    const texts = Array.from({ length: 3000 }, (_, seed) => decoder.decode(makeProgram(randomNumbers(seed)))).join(
      '\n',
    );
    for (const wanted of [
      /"rows":\[-?\d[^\]]*1000000000/,
      /"rows":\[[^\]]*9007199254740991/,
      /"batchSize":\d{9}/,
      /"virtualBatchSize":\d{9}/,
      /"passAxis":-?\d{9}/,
      /"channelAxis":-?\d{9}/,
      /"slice":"[^"]*9007199254740993/,
      /"member":"\*a\*a\*a\*b/,
      /"(?:train|eval|file)":"file:\/\/server/,
      /"(?:train|eval|file)":"http:/,
    ]) {
      expect(texts).toMatch(wanted);
    }
  });

  it('are refused in words that can be shown, whatever they name', async () => {
    for (const train of ['\ud800.npy', 'a\u202e\0.npy', 'a'.repeat(5000), 'memory:/work/a.npy#member=%', '%']) {
      const outcome = await runProgram(
        textOf({ steps: [{ train }, { train: { file: train, slice: '\ud800' } }] }),
        randomNumbers(1),
      );
      expect(outcome).toMatchObject({ tensors: 0, refusals: 1 });
    }
  });
});
