import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memorySource, openArchive, openTensor } from '../../../src/formats/index.js';
import { patience } from '../../patience.mjs';
import { checkpoint, pickle, tensor, text, tuple, uint32 } from './pickles.js';

const open = (object: string, storages?: Record<string, Uint8Array>) =>
  openArchive(memorySource('x.pt', checkpoint(object, storages)));
const entry = (name: string, value: string) => `${text(name)}${value}s`;

describe('a checkpoint whose pickle would run code', () => {
  // GLOBAL and REDUCE, INST, OBJ, NEWOBJ, BUILD of an object with __setstate__, and a reduction by name from the stack.
  const touch = (path: string) => text(`open(${JSON.stringify(path)}, 'w').close()`);
  const attacks: Record<string, (path: string) => string> = {
    'by REDUCE': (path) => `cbuiltins\nexec\n(${touch(path)}tR`,
    'by INST': (path) => `(${touch(path)}ibuiltins\nexec\n`,
    'by OBJ': (path) => `(cbuiltins\nexec\n${touch(path)}o`,
    'by STACK_GLOBAL': (path) => `${text('builtins')}${text('exec')}\x93(${touch(path)}tR`,
    'by a shell': (path) => `cposix\nsystem\n(${text(`touch ${path}`)}tR`,
  };
  const python = ['/usr/bin/python3', 'python3', 'python'].find((one) => spawnSync(one, ['-c', '']).status === 0);

  it.each(Object.entries(attacks))('%s runs nothing, and its tensors are read', async (_, attack) => {
    const folder = mkdtempSync(join(tmpdir(), 'pickle-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'it_ran');
    const object = `}${entry('evil', attack(path))}${entry('w', tensor([4], [1]))}`;
    const archive = await open(object);
    expect(archive.members.map(({ name }) => name)).toEqual(['w']);
    expect(archive.warnings.join()).toMatch(/nothing of the classes in it is run .*: (builtins\.exec|posix\.system)/);
    await (await archive.open('w')).read();
    expect(existsSync(path)).toBe(false);
    if (python === undefined) return;
    // The attack is one: Python falls for it.
    const hex = Buffer.from(pickle(`\x80\x04${attack(path)}.`)).toString('hex');
    spawnSync(python, ['-c', `import pickle; pickle.loads(bytes.fromhex('${hex}'))`]);
    expect(existsSync(path)).toBe(true);
  });
});

describe('a checkpoint whose tensors lie about their storage is refused', () => {
  it.each([
    [
      'beyond its storage',
      tensor([5], [1]),
      'x.pt/w: description: it goes beyond its storage (expected at most 16 bytes, found 20 bytes)',
    ],
    ['an offset beyond it', tensor([1], [1], { offset: 4 }), 'it goes beyond its storage'],
    ['strides that lead out of it', tensor([2, 2], [2, 3]), 'it goes beyond its storage'],
    ['a negative stride', tensor([4], [-1]), 'its size, stride and offset are none'],
    ['a negative size', tensor([-4], [1]), 'its size, stride and offset are none'],
    ['other strides than sizes', tensor([2, 2], [1]), 'its size, stride and offset are none'],
    ['sizes that cannot be counted', tensor([2 ** 30, 2 ** 30], [0, 0]), 'its size, stride and offset are none'],
    ['one number, a billion times', tensor([2 ** 30], [0]), 'it repeats a few numbers too often'],
    [
      'a storage of more than there is',
      tensor([5], [1], { count: 5 }),
      'its storage is cut off (expected 20 bytes, found 16 bytes)',
    ],
    ['a storage of no known type', tensor([1], [1], { type: 'EvilStorage' }), 'what it is made of is not there'],
  ])('%s', async (_, object, message) => {
    const archive = await open(`}${entry('w', object)}`);
    await expect(archive.open('w')).rejects.toThrow(message);
  });

  it('no storage', async () => {
    const archive = await open(`}${entry('w', tensor([4], [1]))}`, {});
    await expect(archive.open('w')).rejects.toThrow(
      "x.pt/w: storage: its storage is missing (expected 'archive/data/0')",
    );
  });

  it('none of its own, though: an empty one, views that share, and one number a few times are read', async () => {
    const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
    const object = ['empty', 'step', 'spread'].map((name, i) =>
      entry(name, [tensor([0, 9], [9, 1]), tensor([2, 2], [1, 2]), tensor([2, 3], [1, 0], { offset: 1 })][i]),
    );
    const archive = await open(`}${object.join('')}`, { 0: bytes });
    const values = async (name: string) => [...(await (await archive.open(name)).read()).values];
    expect(await values('empty')).toEqual([]);
    expect(await values('step')).toEqual([1, 3, 2, 4]);
    expect(await values('spread')).toEqual([2, 2, 2, 3, 3, 3]);
  });
});

describe('a pickle that is damaged or endless is refused, or read as far as it goes', () => {
  it.each([
    ['cut off', '}X\xff\0\0\0a', 'x.pt/archive/data.pkl: byte 3: the pickle is cut off'],
    ['an opcode that is none', '\xff', 'this is no pickle (expected an opcode, found 0xff)'],
    ['an empty stack', 'R', 'the pickle takes what is not there'],
    ['no mark', 'Nt', 'the pickle takes what is not there (expected a mark)'],
    [
      'a memo of nothing',
      `j${String.fromCharCode(...uint32(2 ** 32 - 1))}`,
      'refers to what is not there (expected an earlier object, found 4294967295)',
    ],
    ['an integer of 4 GB', `\x8b${String.fromCharCode(...uint32(2 ** 32 - 1))}`, 'an integer is too long'],
    ['text of 2^63 bytes', '\x8d\xff\xff\xff\xff\xff\xff\xff\x7f', 'the pickle is cut off'],
    ['a later protocol', '\x80\x09N', 'the protocol of the pickle is not known (expected at most 5, found 9)'],
    [
      'nothing but numbers',
      `}${entry('epoch', 'K\x03')}`,
      'x.pt: objects: there is no tensor in this PyTorch checkpoint',
    ],
  ])('%s', async (_, object, message) => {
    await expect(open(object)).rejects.toThrow(message);
  });

  it('a memo far beyond its end costs nothing', async () => {
    const far = String.fromCharCode(...uint32(2 ** 32 - 1));
    const archive = await open(`}r${far}${entry('w', tensor([4], [1]))}0j${far}`);
    expect(archive.members).toHaveLength(1);
  });

  it('lists of which each holds the one before twice are looked into no longer than the file is', async () => {
    const doubled = `]q\0${Array.from({ length: 60 }, () => '0(h\0h\0lq\0').join('')}`;
    const archive = await open(`}${entry('w', tensor([4], [1]))}${entry('bomb', doubled)}`);
    expect(archive.members.map(({ name }) => name)).toEqual(['w']);
    expect(archive.warnings.join()).toContain('hold one another too often');
  });

  it('objects that hold themselves, and one under two names', async () => {
    const cycle = `]q\x01h\x01a`;
    const shared = `${tensor([4], [1])}q\x02`;
    const archive = await open(`}${entry('loop', cycle)}${entry('a', shared)}${entry('b', 'h\x02')}`);
    expect(archive.members.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('lists 20,000 levels deep end with a warning', { timeout: patience(60) }, async () => {
    const deep = `${']'.repeat(20_000)}${'a'.repeat(19_999)}`;
    const archive = await open(`}${entry('w', tensor([4], [1]))}${entry('deep', deep)}`);
    expect(archive.members).toHaveLength(1);
    expect(archive.warnings.join()).toContain('nested too deep');
  });

  it('names as they are, __proto__ and text that would not be seen included', async () => {
    const object = `}${entry('__proto__', tensor([4], [1]))}${entry('a\x1b[31m', tensor([4], [1]))}(${tuple(1, 2)}${tensor([4], [1])}u`;
    const archive = await open(object);
    expect(archive.members.map(({ name }) => name)).toEqual(['__proto__', 'a\x1b[31m', '(1, 2)']);
    await expect(archive.open('none')).rejects.toThrow(String.raw`'a\x1b[31m'`);
    await expect(openTensor(memorySource('x.pt', checkpoint(object)))).rejects.toThrow(
      'a PyTorch checkpoint of 3 tensors',
    );
  });

  it('whole numbers of more than 53 bits are kept, and no size', async () => {
    const archive = await open(
      `}${entry('seed', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f')}${entry('w', tensor([4], [1]))}`,
    );
    expect(archive.metadata).toEqual({ seed: '9223372036854775807' });
  });
});
