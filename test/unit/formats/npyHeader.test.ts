import { describe, expect, it } from 'vitest';
import { memorySource, openTensor } from '../../../src/formats/index.js';
import { npyFile, npyHeader } from './npyFile.js';

const open = (header: string, dataBytes = 64) => openTensor(memorySource('a.npy', npyFile(header, { dataBytes })));

describe('a .npy header', () => {
  it.each([
    ["{'shape': (2L, 3L), 'descr': '<f4', 'fortran_order': False}", [2, 3]],
    ['{"descr":"<f4","fortran_order":False,"shape":(5,)}', [5]],
    ["  {u'descr': u'<f4', u'fortran_order': False, u'shape': ( 1 , 2 , ) , }  \n", [1, 2]],
    ["{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (),}", []],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9007199254740991)}", [0, 2 ** 53 - 1]],
  ])('may be written as %s', async (header, shape) => {
    const file = await open(header);
    expect(file.shape).toEqual(shape);
    expect(file.dtype).toBe('float32');
  });

  it.each([
    ['=f8', 'float64'],
    ['|f2', 'float16'],
    ['f4', 'float32'],
    ['|b1', 'bool'],
    ['?', 'bool'],
    ['<i1', 'int8'],
    ['d', 'float64'],
    ['>q', 'int64'],
  ])('may name its dtype %s', async (descr, dtype) => {
    expect((await open(npyHeader(`'${descr}'`, '(4,)'))).dtype).toBe(dtype);
  });

  it.each([['constructor'], ['<__proto__'], ['<f4 '], ['float'], ['']])('may not name its dtype %o', async (descr) => {
    await expect(open(npyHeader(`'${descr}'`, '(4,)'))).rejects.toThrow('is not a NumPy dtype');
  });

  it('that was read before says the same again, of its own file, also after many others', async () => {
    const first = npyHeader("'<f4'", '(4,)');
    expect((await open(first)).shape).toEqual([4]);
    for (let size = 1; size < 40; size++) await open(npyHeader("'<f4'", `(0, ${size})`));
    const again = await openTensor(memorySource('b.npy', npyFile(first, { dataBytes: 16 })));
    expect([again.name, again.shape, again.dtype, again.dataBytes]).toEqual(['b.npy', [4], 'float32', 16]);
    await expect(open(first, 8)).rejects.toThrow('the data is cut off');
  });

  it('may be longer than what is read at first', async () => {
    const file = await open(npyHeader("'<f4'", '(2,)').padEnd(5000));
    expect(file.dataBytes).toBe(8);
    expect((await file.read()).values).toHaveLength(2);
  });
});
