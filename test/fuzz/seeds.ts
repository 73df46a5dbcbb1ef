import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ascii, npyFile, npyHeader } from '../unit/formats/npyFile.js';
import { recordedCheckpoints } from '../unit/formats/checkpointFiles.js';
import { readCorpus } from '../unit/formats/corpus.js';
import { safetensorsFile } from '../unit/formats/safetensorsFile.js';
import { zipFile } from '../unit/formats/zipFile.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Scripts and tests run in the project's folder. */
const fixtures = join('test', 'fixtures');
const mostBytes = 4096;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
const fixture = (path: string): Bytes => new Uint8Array(readFileSync(join(fixtures, path)));
const jsonFixture = (path: string) => JSON.parse(readFileSync(join(fixtures, path), 'utf8')) as unknown;

/** Real files of at most 4 KB, by what they are. */
export function readSeeds() {
  const arrays = readCorpus().map(({ bytes }) => bytes);
  const parts = (jsonFixture('formats/parts.json') as readonly { npy: string }[])
    .map(({ npy }) => Uint8Array.from(Buffer.from(npy, 'base64')))
    .filter(
      (bytes, i, all) => bytes.length <= mostBytes && Buffer.compare(bytes, all[i - 1] ?? new Uint8Array()) !== 0,
    );
  const thin = (files: readonly Bytes[], count: number) =>
    files.filter((_, i) => i % Math.ceil(files.length / count) === 0).filter(({ length }) => length <= mostBytes);
  return {
    npy: [...thin(arrays, 150), ...thin(parts, 30)],
    parts: thin(parts, 60),
    npz: [fixture('formats/deflated.npz'), ...zips(arrays)],
    safetensors: checkpoints(),
    json: tensors.map(utf8),
    torch: small(recordedCheckpoints('checkpoints').files),
    hdf5: small(recordedCheckpoints('hdf5').files),
    foreign: foreign(),
    program: programs.map(utf8),
    golden: goldenFiles(),
  };
}

/** Of recorded files those that leave room for what a mutation adds. */
function small(files: ReadonlyMap<string, Bytes>): Bytes[] {
  return [...files.values()].filter(({ length }) => length <= 1.6 * mostBytes);
}

const tensors = [
  '[[1, 2.5, -3e2], [4, 5e-10, 0.123456789012345678]]',
  '{"shape": [2, 2], "data": [1, 2, 3, NaN], "dtype": "float16"}',
  '\ufeff{ "data": [[[1], [-Infinity]]], "shape": [1, 2, 1] }\r\n',
  '{"shape": [3], "dtype": "int64", "data": [-1, 9007199254740991, 0]}',
  '[[], []]',
  '{"bn": {"running_mean": [1, 2], "w": {"shape": [2], "data": [3, 4]}}, "momentum": 0.1, "name": "x"}',
  '-1.5E+3',
  `[${'[0.1, 2e-3, 17, -4.25e8], '.repeat(40)}[1, 2, 3, 4]]`,
];

function zips(arrays: readonly Bytes[]): Bytes[] {
  const [a, b, c] = [arrays[3], arrays[700], arrays[1500]];
  const zeros = npyFile(npyHeader("'<f4'", '(20, 30)'), { dataBytes: 2400 });
  return [
    zipFile([{ name: 'a.npy', content: a }]),
    zipFile([{ name: 'a.npy', content: b, isDeflated: true }], true),
    zipFile([
      { name: 'b.npy', content: a },
      { name: 'c/d.npy', content: c, isDeflated: true },
      { name: 'note.txt', content: utf8('hello') },
    ]),
    zipFile([{ name: 'zeros.npy', content: zeros, isDeflated: true }]),
    zipFile([{ name: 'x/data.pkl', content: utf8('\x80\x02.') }]),
    zipFile([]),
  ];
}

function checkpoints(): Bytes[] {
  const entry = (dtype: string, shape: readonly number[], begin: number, end: number) => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  const dtypes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U8: 1, BOOL: 1, F8_E5M2: 1 };
  let at = 0;
  const everyDType = Object.entries(dtypes).map(([dtype, size], i) => {
    const from = at;
    return [`layer.${i}.${dtype}`, entry(dtype, [2, 3], from, (at += 6 * size))] as const;
  });
  return [
    safetensorsFile({ a: entry('F16', [2, 2], 0, 8), b: entry('BOOL', [], 8, 9) }, 9),
    safetensorsFile(
      { __metadata__: { format: 'pt' }, weight: entry('F32', [3], 0, 12), e: entry('F32', [0], 12, 12) },
      12,
    ),
    safetensorsFile(Object.fromEntries(everyDType), at),
    safetensorsFile({}, 0),
  ];
}

/** What is recognized only to be refused, by its first bytes. */
function foreign(): Bytes[] {
  const heads = [
    '\x80\x02}q\0(X\x01\0\0\0aK\x01u.',
    '\x08\x07\x12\x07pytorch\x1a',
    '1.0 2.0\n',
    '\x28\xb5\x2f\xfd\x04\0A\0\0abc',
    'MATLAB 5.0 MAT-file, Platform: GLNXA64',
    'PAR1\x15\x04',
    '\x89PNG\r\n\x1a\n',
    '\xff\xd8\xff\xe0\0\x10JFIF',
    'GIF89a\x01\0\x01\0',
    '\xff\xfe[\x001\0]\0',
    'plain text\n',
  ];
  return [...heads.map((text) => ascii(text.padEnd(64, '\0'))), Uint8Array.from(gzipSync(utf8('[[1, 2], [3, 4]]')))];
}

const programs = [
  '{ "steps": [{ "train": "batch_*.npy" }, { "eval": "val.npy" }] }',
  `{
  // a layer
  "convention": { "base": "pytorch", "eps": 0.001, "momentum": null, "storedVar": "biased" },
  "channelAxis": 1, "affine": true, "trackRunningStats": true,
  "state": { "gamma": "gamma.npy", "beta": [0, 0.5], "runningMean": 0, "runningVar": 1, "numBatchesTracked": 3 },
  "emulate": { "arithmetic": "float32", "state": "float16" },
  "steps": [
    { "train": ["rank0.npy", "rank1.npy"], "ranks": "apart" },
    { "train": "all.npy", "batchSize": 32, "rows": [0, 64] },
    { "eval": "val.npy", "expect": "out.npy", "rtol": 1e-5, "atol": 0, "gradOutput": "dy.npy" }, /* last */
  ],
}`,
  '{ "$schema": "x", "convention": "keras", "steps": [] }',
];

function goldenFiles(): Bytes[] {
  const names = ['edge-batch1-torch-BatchNorm1d.float32.json', 'edge-fresh-eval-seed004.float32.json'];
  return names.map((name) => fixture(join('golden', name)));
}
