import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memorySource, npyBytes, npzBytes, openTensor } from '../../../../src/formats/index.js';
import { pythonWith, runPython } from '../../pythons.js';
import { writtenExamples } from './tensors.js';

const numpy = pythonWith('numpy');

/** Prints what each array of the files holds, bits in hexadecimal. */
const tell = `
import json, sys, numpy as np
def told(a): return {'shape': list(a.shape), 'dtype': str(a.dtype), 'hex': a.tobytes().hex(), 'C': bool(a.flags['C_CONTIGUOUS'])}
npz = np.load(sys.argv[1])
print(json.dumps({'npz': {name: told(npz[name]) for name in npz.files}, 'npy': [told(np.load(f)) for f in sys.argv[2:]]}))
`;

function hexOf({ dtype, values }: (typeof writtenExamples)[string]): string {
  const array =
    dtype === 'float32'
      ? Float32Array.from(values)
      : dtype === 'float64'
        ? Float64Array.from(values)
        : BigInt64Array.from(Array.from(values, BigInt));
  return Buffer.from(array.buffer).toString('hex');
}

describe('npyBytes and npzBytes', () => {
  it.skipIf(!numpy)('NumPy reads every array back equal, bit for bit (left out without NumPy)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'written-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const expected = Object.values(writtenExamples).map((tensor) => ({
      shape: [...tensor.shape],
      dtype: tensor.dtype,
      hex: hexOf(tensor),
      C: true,
    }));
    const files = Object.values(writtenExamples).map((tensor, index) => {
      const file = join(folder, `${index}.npy`);
      writeFileSync(file, npyBytes(tensor));
      return file;
    });
    writeFileSync(join(folder, 'all.npz'), npzBytes(writtenExamples));
    const told = JSON.parse(runPython(numpy ?? '', tell, [join(folder, 'all.npz'), ...files])) as {
      npz: Record<string, unknown>;
      npy: unknown[];
    };
    expect(told.npy).toEqual(expected);
    expect(told.npz).toEqual(Object.fromEntries(Object.keys(writtenExamples).map((name, i) => [name, expected[i]])));
  });

  it('pads the header so that the data begins at a multiple of 64', () => {
    const bytes = npyBytes({ shape: [3], dtype: 'float32', values: [1, 2, 3] });
    expect((bytes.length - 12) % 64).toBe(0);
    expect(new TextDecoder('latin1').decode(bytes.subarray(10, 70))).toContain("'shape': (3,), }");
  });

  it('writes what this extension opens', async () => {
    const file = await openTensor(memorySource('all.npz', npzBytes(writtenExamples)), { member: 'bn2.running_var' });
    const { shape, dtype, values } = await file.read();
    expect({ shape, dtype, values: Array.from(values) }).toEqual({
      shape: [2, 3],
      dtype: 'float64',
      values: Array.from(writtenExamples['bn2.running_var'].values),
    });
  });

  it('is the same bytes each time', () => {
    expect(npzBytes(writtenExamples)).toEqual(npzBytes(writtenExamples));
  });
});
