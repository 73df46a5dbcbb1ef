// Constructors are counted from here on; readers come after.
import '../../fuzz/allocations.js';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../src/engine/index.js';
import { FormatError, memorySource, openTensor, type TensorFile } from '../../../src/formats/index.js';
import { randomNumbers } from '../../fuzz/randomNumbers.js';
import { readEveryWay } from '../../fuzz/readEveryWay.js';
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
      // Of the processor, not of the clock: others may be running.
      const used = process.cpuUsage();
      while (process.cpuUsage(used).user < 2_000_000) sum++;
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
        tensors += (await readTensors(`seed.${kind}`, seed, randomNumbers(1))).tensors;
      }
      expect(tensors).toBeGreaterThanOrEqual(seeds.length - 2);
    }
  });
});

describe('what readers show of a file', () => {
  it('is text that can be seen, whatever the file is called', async () => {
    const name = 'a\u202e\x1b<b>.npy';
    const bytes = Uint8Array.from([...readSeeds().npy[0], 1, 2, 3]);
    expect(await readTensors(name, bytes, randomNumbers(1))).toMatchObject({ tensors: 1 });
    const { message } = new FormatError({ file: name, place: 'byte 0', problem: 'p' });
    expect(message).toBe('a\\u202e\\x1b<b>.npy: byte 0: p');
  });
});

describe('the ways of reading a tensor', () => {
  const wrongs: Readonly<Record<string, (file: TensorFile) => Partial<TensorFile>>> = {
    rows: (file) => ({ readRows: async (start, count) => changed(await file.readRows(start, count)) }),
    chunks: (file) => ({
      chunks: async function* (options) {
        for await (const { values, offset } of file.chunks(options)) yield { values: values.slice().reverse(), offset };
      },
    }),
    'a box': (file) => ({ readBox: async (box, options) => (await file.readBox(box, options)).slice(1) }),
    bits: (file) => ({ readBits: async () => (await file.readBits()).map((byte) => byte ^ 1) }),
  };
  const changed = (tensor: Tensor): Tensor => ({ ...tensor, values: tensor.values.map((value) => value + 1) });

  it.each(Object.keys(wrongs))('have to agree: %s', async (what) => {
    const text = '[[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]]';
    const file = await openTensor(memorySource('a.json', new TextEncoder().encode(text)));
    const random = randomNumbers(3);
    const readOften = async (tensor: TensorFile) => {
      for (let time = 0; time < 50; time++) await readEveryWay(tensor, 1000, random);
    };
    await readOften(file);
    await expect(readOften({ ...file, ...wrongs[what](file) })).rejects.toThrow(what);
  });
});
