import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rename, rm, truncate, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FormatError, openTensor } from '../../../src/formats/index.js';
import { openFileSource, type FileSource } from '../../../src/worker/fileSource.js';
import { npyFile, npyHeader } from '../formats/npyFile.js';

let folder: string;
let path: string;
let source: FileSource;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-'));
  path = join(folder, 'acts.npy');
  await writeFile(path, npyFile(npyHeader("'<f4'", '(100,)'), { dataBytes: 400 }));
  source = await openFileSource(path);
});
afterEach(async () => {
  await source.close();
  await rm(folder, { recursive: true });
});

describe('a local file', () => {
  it('is read in ranges, which end where it ends', async () => {
    expect(source).toMatchObject({ name: 'acts.npy', size: 528 });
    expect(Array.from(await source.read(0, 6))).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
    expect(await source.read(520, 100)).toHaveLength(8);
    expect(await source.read(1000, 100)).toHaveLength(0);
    const target = new Uint8Array(16).fill(7);
    expect(await source.readInto(520, target)).toBe(8);
    expect(Array.from(target)).toEqual([...Array<number>(8).fill(0), ...Array<number>(8).fill(7)]);
  });

  const faults: readonly [what: string, act: () => Promise<unknown>, message: string][] = [
    ['truncated', () => truncate(path, 300), 'was truncated while it was open (expected 528 bytes, found 300 bytes)'],
    ['grown', () => appendFile(path, 'x'), 'was written to while it was open (expected 528 bytes, found 529 bytes)'],
    ['written to', () => utimes(path, 1, 1), 'was written to while it was open (expected 528 bytes, found 528 bytes)'],
    ['deleted', () => unlink(path), 'was deleted or replaced while it was open'],
    [
      'replaced',
      async () => {
        await writeFile(`${path}.new`, 'x');
        await rename(`${path}.new`, path);
      },
      'was deleted or replaced while it was open',
    ],
  ];
  it.each(faults)('that is %s while it is open gives an error that says so', async (_what, act, message) => {
    const tensor = await openTensor(source);
    await act();
    const failure: unknown = await tensor.read().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FormatError);
    expect(String(failure)).toBe(`FormatError: acts.npy: on disk: the file ${message}`);
    // Another program's write is no reason to lose the file: it opens again.
    await openFileSource(path).then(
      (again) => again.close(),
      (error: unknown) => expect(String(error)).toContain('there is no such file'),
    );
  });

  it('that is no regular file is refused, and nobody waits for a pipe', async () => {
    await expect(openFileSource(join(folder, 'none'))).rejects.toThrow('none: on disk: there is no such file');
    await expect(openFileSource(folder)).rejects.toThrow('this is no file (expected a regular file, found a folder)');
    if (process.platform === 'win32') return;
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(openFileSource(pipe)).rejects.toThrow('found a device, pipe or socket');
  });
});
