import { memorySource, openArchive, openTensor } from '../../../src/formats/index.js';
import { parseProgram } from '../../../src/session/index.js';
import { ascii, npyFile, npyHeader } from './npyFile.js';
import { safetensorsFile } from './safetensorsFile.js';
import { zipFile } from './zipFile.js';

type Bytes = Uint8Array<ArrayBuffer>;

const entry = '{"dtype":"U8","shape":[0],"data_offsets":[0,0]}';
const many = (count: number, item: (i: number) => string, between = ',') =>
  Array.from({ length: count }, (_, i) => item(i)).join(between);
const program = (text: string) => Promise.resolve().then(() => parseProgram(text, 'p.bn.json'));
const archive = (name: string, bytes: Bytes) => openArchive(memorySource(name, bytes));
const tensor = async (name: string, bytes: Bytes | string) =>
  (await openTensor(memorySource(name, typeof bytes === 'string' ? ascii(bytes) : bytes))).read();

/** Files that have more and more of one thing, and the reading of them. */
export const families: Readonly<Record<string, (count: number) => () => Promise<unknown>>> = {
  'members of an archive': (count) => {
    const empty = new Uint8Array(0);
    const bytes = zipFile(
      Array.from({ length: count }, (_, i) => ({ name: `${i}.npy`, content: empty })),
      true,
    );
    return () => archive('x.npz', bytes);
  },
  'beginnings of a directory’s end': (count) => {
    const bytes = ascii(`PK\x03\x04${'PK\x05\x06'.repeat(count)}`);
    return () => archive('x.npz', bytes);
  },
  'tensors of a checkpoint': (count) => {
    const bytes = safetensorsFile(`{${many(count, (i) => `"${i}":${entry}`)}}`);
    return () => archive('x.safetensors', bytes);
  },
  'escapes in a name': (count) => {
    const bytes = safetensorsFile(`{"${'\\u0041'.repeat(count)}":${entry},`);
    return () => archive('x.safetensors', bytes);
  },
  'axes in a checkpoint': (count) => {
    const bytes = safetensorsFile(`{"x":{"dtype":"U8","shape":[${many(count, () => '1')}],"data_offsets":[0,1]}}`, 1);
    return () => archive('x.safetensors', bytes);
  },
  'fields of a dtype': (count) => {
    const bytes = npyFile(npyHeader(`[${many(Math.min(count, 40_000), (i) => `('${i}', '<f4')`)}]`, '()'), {
      version: 2,
    });
    return () => tensor('a.npy', bytes);
  },
  'characters of a descr': (count) => {
    const bytes = npyFile(npyHeader(`'${'\\x41'.repeat(count)}'`, '()'), { version: 3 });
    return () => tensor('a.npy', bytes);
  },
  'digits of a size': (count) => {
    const bytes = npyFile(npyHeader("'<f4'", `(${'9'.repeat(count)},)`), { version: 2 });
    return () => tensor('a.npy', bytes);
  },
  'blanks in JSON': (count) => () => tensor('a.json', `[${' \n'.repeat(count)}1]`),
  'empty arrays in JSON': (count) => () => tensor('a.json', `[${many(count, () => '[]')}]`),
  'digits of a number in JSON': (count) => () => tensor('a.json', `[${'9'.repeat(count)}]`),
  'characters of a string in JSON': (count) => () => tensor('a.json', `["${'\\"'.repeat(count)}"]`),
  'brackets in JSON': (count) => () => tensor('a.json', '['.repeat(count)),
  'steps of a program': (count) => () => program(`{"steps":[${many(count, () => '{"train":"a.npy"}')}]}`),
  'wrong steps of a program': (count) => () => program(`{"steps":[${many(count, () => '{"trian":1}')}]}`),
  'names of a program': (count) => () => program(`{${many(count, (i) => `"a${i}":1`)}}`),
  'comments in a program': (count) => () => program(`{${'/*/*/'.repeat(count)}"steps":[]}`),
  'brackets in a program': (count) => () => program(`{"steps":${'['.repeat(count)}`),
};
