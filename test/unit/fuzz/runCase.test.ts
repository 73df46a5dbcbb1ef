// Constructors are counted from here on; readers come after.
import '../../fuzz/allocations.js';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/formats/index.js';
import { randomNumbers } from '../../fuzz/randomNumbers.js';
import { readTensors } from '../../fuzz/readTensors.js';
import { makeCase, runCase } from '../../fuzz/runCase.js';
import { readSeeds } from '../../fuzz/seeds.js';
import { readTargets, type Target } from '../../fuzz/targets.js';

const outcome = { tensors: 0, refusals: 1, content: 100, own: 0 };

/** A reader that does this with any bytes. */
function runOf(read: Target['read']) {
  const target: Target = { name: 'broken', share: 1, make: () => new Uint8Array(100), read };
  const make = () => makeCase([target], 1, 1);
  return runCase(make(), make);
}

describe('the fuzzer finds a reader that', () => {
  it('throws what is no refusal', async () => {
    await expect(runOf(() => Promise.reject(new TypeError('x is undefined')))).rejects.toThrow('x is undefined');
  });

  it('asks for more memory than any small file needs', async () => {
    const greedy = () => {
      new Float64Array(2 ** 40);
      return Promise.resolve(outcome);
    };
    await expect(runOf(greedy)).rejects.toThrow('8796093022208 bytes for one Float64Array');
  });

  it('takes more memory than in proportion, bit by bit', async () => {
    const hoarder = () => {
      for (let i = 0; i < 1000; i++) new Uint8Array(1000);
      return Promise.resolve(outcome);
    };
    await expect(runOf(hoarder)).rejects.toThrow('1000000 bytes of memory for 100 of content');
  });

  it('is slow every time', async () => {
    let sum = 0;
    const slow = () => {
      const start = performance.now();
      while (performance.now() - start < 1000) sum++;
      return Promise.resolve(outcome);
    };
    await expect(runOf(slow)).rejects.toThrow(/\d+ ms for 100 bytes of content/);
    expect(sum).toBeGreaterThan(0);
  });
});

describe('a case', () => {
  it('is the same whenever it is made', () => {
    const targets = readTargets();
    const names = new Set<string>();
    for (let number = 0; number < 300; number++) {
      const [first, second] = [makeCase(targets, 7, number), makeCase(targets, 7, number)];
      expect(second.target).toBe(first.target);
      expect(Buffer.compare(second.bytes, first.bytes)).toBe(0);
      expect(first.bytes.length).toBeLessThan(2 ** 14);
      names.add(first.target.name);
    }
    expect(names.size).toBe(targets.length);
  });

  it('is made of real files of at most 4 KB, which are read', async () => {
    const { npy, parts, npz, safetensors, json } = readSeeds();
    const read = { npy, parts, npz, safetensors, json };
    for (const [kind, seeds] of Object.entries(read)) {
      expect(seeds.length).toBeGreaterThan(2);
      let tensors = 0;
      for (const seed of seeds) {
        expect(seed.length).toBeLessThanOrEqual(4096);
        tensors += (await readTensors(`seed.${kind}`, seed, randomNumbers(1)(2) === 0)).tensors;
      }
      expect(tensors).toBeGreaterThanOrEqual(seeds.length - 2);
    }
  });
});

describe('what readers show of a file', () => {
  it('is text that can be seen, whatever the file is called', async () => {
    const name = 'a\u202e\x1b<b>.npy';
    const bytes = Uint8Array.from([...readSeeds().npy[0], 1, 2, 3]);
    expect(await readTensors(name, bytes, false)).toMatchObject({ tensors: 1 });
    const { message } = new FormatError({ file: name, place: 'byte 0', problem: 'p' });
    expect(message).toBe('a\\u202e\\x1b<b>.npy: byte 0: p');
  });
});
