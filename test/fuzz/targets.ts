import { unzipSync } from 'fflate';
import { FormatError } from '../../src/formats/index.js';
import { parseGoldenFile } from '../../src/cli/golden/goldenFile.js';
import { parseProgram } from '../../src/session/index.js';
import { npyFile } from '../unit/formats/npyFile.js';
import { safetensorsFile } from '../unit/formats/safetensorsFile.js';
import { zipFile } from '../unit/formats/zipFile.js';
import { checkRefusal } from './checkRefusal.js';
import { dictionary, mutateBytes } from './mutateBytes.js';
import { mutateZip } from './mutateZip.js';
import { makeProgram } from './programs.js';
import { oneOf, type Random } from './randomNumbers.js';
import { readTensors, type Outcome } from './readTensors.js';
import { runProgram } from './runProgram.js';
import { readSeeds } from './seeds.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** A reader, and how bytes are made that it is given. */
export interface Target {
  readonly name: string;
  /** How often it is taken, beside the others. */
  readonly share: number;
  readonly make: (random: Random) => Bytes;
  /** @throws where the bytes are neither read nor refused as they should be. */
  readonly read: (bytes: Bytes, random: Random) => Promise<Outcome>;
}

const python = [
  "'descr': ",
  "'shape': ",
  "'fortran_order': ",
  "'|O'",
  "'<c16'",
  "'|V2'",
  "[('a', '<f4')]",
  'True',
  'L',
];
const brackets = ['(', ')', '[', ']', '{', '}', ',', ':', '"', "'", '\\', '\\u0000', '\\x'];
const jsonWords = [
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'true',
  '"shape":',
  '"data":',
  '"dtype":',
  '[[',
  '}}',
  '.',
  'e999',
];
const tokens = {
  npy: dictionary([...python, ...brackets, '\x93NUMPY', '(0, 9007199254740993)', '[('.repeat(40)]),
  zip: dictionary(['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x06\x06', '../', '..\\', '/', 'C:', '.npy']),
  json: dictionary([...brackets, ...jsonWords, '"float16"', '"int64"', '['.repeat(70)]),
  safetensors: dictionary([
    ...brackets,
    ...jsonWords,
    '"data_offsets":',
    '"F32"',
    '"F64"',
    '"__metadata__":',
    '"__proto__"',
  ]),
  pickle: dictionary([
    ...['(', ')', '}', ']', 't', 'R', 'b', 'Q', 'u', 's', 'a', 'e', '0', '2', '.', 'q\0', 'h\0', 'K\0', 'N'],
    ...['\x85', '\x86', '\x87', '\x93', '\x94', '\x81', '\x95', '\x8b\xff\xff\xff\x7f', 'r\xff\xff\xff\xff'],
    ...['ctorch._utils\n_rebuild_tensor_v2\n', 'ctorch._utils\n_rebuild_parameter\n', 'ccollections\nOrderedDict\n'],
    ...['ctorch._tensor\n_rebuild_from_type_v2\n', 'cbuiltins\nexec\n', 'J\xff\xff\xff\xff', 'M\xff\xff'],
  ]),
  hdf5: dictionary([
    ...['TREE', 'SNOD', 'HEAP', 'GCOL', 'OHDR', 'OCHK', 'FRHP', '\x01\0', '\x08\0', '\x0b\0', '\x10\0', '\x11\0'],
    ...['\xff'.repeat(8), '\0'.repeat(8), '\x03\x02', '\x03\x01', '\x03\0', '\x04\x02'],
  ]),
  program: dictionary([
    ...brackets,
    ...jsonWords,
    '"steps":',
    '"train":',
    '"eval":',
    '/*',
    '//',
    '"__proto__"',
    '['.repeat(70),
  ]),
};

/** All readers, with seeds from the fixtures. */
export function readTargets(): readonly Target[] {
  const seeds = readSeeds();
  const changed = (files: readonly Bytes[], words: readonly Bytes[]) => (random: Random) =>
    mutateBytes(oneOf(random, files), random, words, oneOf(random, files));
  const tensors = (name: string, share: number, make: Target['make'], file = `fuzz.${name}`): Target => ({
    name,
    share,
    make,
    read: (bytes, random) => readTensors(random(8) === 0 ? hostileName : file, bytes, random),
  });
  return [
    tensors('npy', 230, withHeader(seeds.npy, changed(seeds.npy, tokens.npy))),
    tensors('parts', 80, withHeader(seeds.parts, changed(seeds.parts, tokens.npy)), 'parts.npy'),
    tensors('npz', 210, (random) => makeZip(seeds, random)),
    tensors('safetensors', 160, (random) => makeCheckpoint(seeds.safetensors, random)),
    tensors('json', 200, changed(seeds.json, tokens.json)),
    tensors('torch', 160, (random) => makeTorch(seeds.torch, random)),
    tensors('hdf5', 160, changed(seeds.hdf5, tokens.hdf5)),
    tensors('foreign', 30, changed(seeds.foreign, tokens.zip), 'fuzz.bin'),
    {
      name: 'program',
      share: 60,
      make: changed(seeds.program, tokens.program),
      read: (bytes) => readText(bytes, (text) => parseProgram(text, 'fuzz.bn.json'), FormatError),
    },
    {
      name: 'golden',
      share: 30,
      make: changed(seeds.golden, tokens.json),
      // A tool of ours reports any error by its message.
      read: (bytes) => readText(bytes, parseGoldenFile, Error),
    },
    { name: 'run', share: 60, make: makeProgram, read: runProgram },
  ];
}

const hostileName = 'a\u202e<img src=x onerror=alert(1)>\x1b\n.bin';

/** Half of the files have a changed header whose length is right, so that it is read and not refused for that. */
function withHeader(files: readonly Bytes[], otherwise: Target['make']): Target['make'] {
  return (random) => {
    if (random(2) === 0) return otherwise(random);
    const seed = oneOf(random, files);
    const version = seed[6] === 1 ? 1 : seed[6] === 2 ? 2 : 3;
    const view = new DataView(seed.buffer, seed.byteOffset);
    const [from, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
    const header = mutateBytes(seed.slice(from, from + length), random, tokens.npy);
    const data = seed.subarray(from + length);
    const file = npyFile(String.fromCharCode(...header), { version, dataBytes: data.length });
    file.set(data, file.length - data.length);
    return file;
  };
}

/** Records are changed, or bytes, or the array within an archive that is in order. */
function makeZip({ npz, npy }: ReturnType<typeof readSeeds>, random: Random): Bytes {
  switch (random(5)) {
    case 0:
      return mutateBytes(oneOf(random, npz), random, tokens.zip, oneOf(random, npz));
    case 1: {
      const content = mutateBytes(oneOf(random, npy), random, tokens.npy);
      return zipFile([{ name: 'a.npy', content, isDeflated: random(2) === 0 }], random(4) === 0);
    }
    default:
      return mutateZip(oneOf(random, npz), random, tokens.zip);
  }
}

/** Objects are changed in an archive that is in order, or records, or bytes. */
function makeTorch(files: readonly Bytes[], random: Random): Bytes {
  const seed = oneOf(random, files);
  const isZip = seed[0] === 0x50;
  if (!isZip) return mutateBytes(seed, random, tokens.pickle, oneOf(random, files));
  if (random(5) === 0) return mutateZip(seed, random, tokens.zip);
  const members = Object.entries(unzipSync(seed)).map(([name, content]) => ({
    name,
    content: name.endsWith('.pkl') ? mutateBytes(content.slice(), random, tokens.pickle) : content,
    isDeflated: random(8) === 0,
  }));
  return zipFile(members);
}

function makeCheckpoint(files: readonly Bytes[], random: Random): Bytes {
  const seed = oneOf(random, files);
  if (random(4) === 0) return mutateBytes(seed, random, tokens.safetensors, oneOf(random, files));
  const length = Number(new DataView(seed.buffer).getBigUint64(0, true));
  const header = mutateBytes(seed.slice(8, 8 + length), random, tokens.safetensors);
  return safetensorsFile(header, seed.length - 8 - length);
}

type ErrorType = new (...parameters: never[]) => Error;

async function readText(bytes: Bytes, parse: (text: string) => unknown, refusal: ErrorType): Promise<Outcome> {
  const text = await Promise.resolve(new TextDecoder().decode(bytes));
  try {
    parse(text);
    return { tensors: 1, refusals: 0, content: bytes.length, own: 0 };
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
    if (error instanceof FormatError) checkRefusal(error);
    return { tensors: 0, refusals: 1, content: bytes.length, own: 0 };
  }
}
