import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/engine/index.js';
import { FormatError, memorySource, openTensor } from '../../../src/formats/index.js';
import { failureOf } from '../../../src/worker/failureOf.js';
import { npyFile, npyHeader } from './npyFile.js';

const long = 'x\u202e'.repeat(100_000);

describe('a message', () => {
  it('is short, and every part of it, whatever it was made of', () => {
    const parts = { place: long, problem: long, expected: long, found: long, advice: long };
    const { message, refusal } = new FormatError({ file: long, ...parts, code: long });
    expect(message.length).toBeLessThan(2000);
    expect(message).not.toContain('\u202e');
    for (const text of Object.values(refusal) as string[]) expect(text.length).toBeLessThanOrEqual(1000);
    expect(Object.keys(refusal)).toEqual(['file', ...Object.keys(parts), 'code']);
    for (const error of [new EngineError(long), new RangeError(long), new Error(long)]) {
      expect(failureOf(error, 'That did not work').message.length).toBeLessThan(1100);
    }
  });

  it('is left alone where it is short, and is cut between characters', () => {
    const short = { file: 'a.npy', place: 'byte 1', problem: 'it is wrong', code: "np.save('b.npy', x)\nprint(x)" };
    expect(new FormatError(short).refusal).toEqual(short);
    expect(new EngineError(`${'x'.repeat(998)}😀${'x'.repeat(10)}`).message).toBe(`${'x'.repeat(998)}…`);
  });

  it('about a slice of 100,000 parts does not hold all of it', async () => {
    const source = memorySource('a.npy', npyFile(npyHeader("'<f4'", '(2, 3)'), { dataBytes: 24 }));
    const error = await openTensor(source, { slice: '0,'.repeat(100_000) }).then(
      () => new Error('it was read'),
      (thrown: unknown) => thrown as Error,
    );
    expect(error.message).toMatch(
      /^a\.npy: slice \[0,0,.*…: it names more axes than the tensor has \(expected at most 2/,
    );
    expect(error.message.length).toBeLessThan(500);
  });
});
