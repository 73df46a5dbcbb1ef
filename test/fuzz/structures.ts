import fc from 'fast-check';
import { ascii, npyFile, npyHeader } from '../unit/formats/npyFile.js';
import { checkpoint, tensor, text } from '../unit/formats/pickles.js';
import { safetensorsFile } from '../unit/formats/safetensorsFile.js';
import { zipFile, type Member } from '../unit/formats/zipFile.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Files made from scratch, right in their grammar more often than mutations are; by the target that reads them. */
export type Structures = Readonly<
  Record<'npy' | 'npz' | 'safetensors' | 'json' | 'torch' | 'program' | 'golden' | 'foreign', fc.Arbitrary<Bytes>>
>;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);
const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4) },
  { weight: 1, arbitrary: fc.constantFrom(-1, -0, 255, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 1, 2 ** 53, 1e300) },
);
const shape = fc.oneof(
  { weight: 9, arbitrary: fc.array(size, { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.array(size, { maxLength: 80 }) },
);

const scalar = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('<', '>', '|', '=', ''),
      fc.constantFrom('f', 'i', 'u', 'c', 'V', 'S', 'U', 'b', 'M', 'O'),
      fc.constantFrom('', '1', '2', '4', '8', '16', '999999999'),
    )
    .map((parts) => `'${parts.join('')}'`),
  fc.string({ maxLength: 5 }).map((text) => JSON.stringify(text)),
);
const tuple = (items: readonly (string | number)[]) => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;
const { descr } = fc.letrec<{ descr: string; field: string }>((tie) => ({
  descr: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('field'), { maxLength: 4 }).map((fields) => `[${fields.join(', ')}]`) },
  ),
  field: fc
    .tuple(fc.constantFrom("'a'", "'b'", "''", "('title', 'c')", '3'), tie('descr'), fc.option(shape))
    .map(([name, type, inner]) => tuple([name, type, ...(inner ? [tuple(inner)] : [])])),
}));

const npy = fc
  .record({
    descr,
    shape,
    order: fc.constantFrom('True', 'False', '0'),
    version: fc.constantFrom(1 as const, 2 as const, 3 as const),
    dataBytes: fc.nat(600),
  })
  .map(({ descr: type, shape: sizes, order, version, dataBytes }) =>
    npyFile(npyHeader(type, tuple(sizes), order), { version, dataBytes }),
  );

const name = fc.oneof(
  fc.constantFrom(
    'a.npy',
    'b.npy',
    '../a.npy',
    '..\\a.npy',
    '/a.npy',
    'C:a.npy',
    'a\0.npy',
    'a/../../b.npy',
    '.npy',
    'a',
    'data.pkl',
  ),
  fc.string({ maxLength: 6 }).map((text) => `${text}.npy`),
);
const lie = fc.oneof(fc.nat(300), fc.constantFrom(0xffff, 0xffffffff, 0xfffffffe, 2 ** 31));
const lies = fc.record(
  { flags: fc.nat(0xffff), method: fc.nat(14), crc: lie, compressedSize: lie, size: lie, headerAt: lie },
  { requiredKeys: [] },
);
const member: fc.Arbitrary<Member> = fc
  .record({
    name,
    content: fc.oneof(npy, fc.uint8Array({ maxLength: 60 })),
    isDeflated: fc.boolean(),
    lies: fc.option(lies, { freq: 3, nil: undefined }),
  })
  .map(({ lies: told, ...honest }) => ({ ...honest, ...(told && { lies: told }) }));
const npz = fc
  .tuple(fc.array(member, { maxLength: 4 }), fc.boolean())
  .map(([members, isZip64]) => zipFile(members, isZip64));

const dtype = fc.constantFrom('F32', 'F64', 'F16', 'BF16', 'I8', 'U64', 'BOOL', 'F8_E4M3', 'F4', 'X');
const offset = fc.oneof(fc.nat(32), fc.constantFrom(-1, 0.5, 2 ** 32, 2 ** 53, 2 ** 64));
const entry = fc.record(
  { dtype, shape, data_offsets: fc.array(offset, { minLength: 2, maxLength: 2 }) },
  { requiredKeys: [] },
);
/** Tensors one behind the other, as they have to be. */
const honest = fc
  .array(fc.tuple(fc.string({ maxLength: 8 }), fc.array(fc.nat(3), { maxLength: 5 })), { maxLength: 5 })
  .map((tensors) => {
    let at = 0;
    const entries = tensors.map(([key, sizes]) => [
      key,
      { dtype: 'F32', shape: sizes, data_offsets: [at, (at += sizes.reduce((a, b) => a * b, 4))] },
    ]);
    return safetensorsFile(Object.fromEntries(entries) as object, at);
  });
const safetensors = fc.oneof(
  honest,
  fc
    .tuple(fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(entry, fc.jsonValue({ maxDepth: 2 }))), fc.nat(64))
    .map(([header, dataBytes]) => safetensorsFile(header, dataBytes)),
  fc
    .tuple(fc.json({ maxDepth: 5 }), offset)
    .map(([header, length]) => safetensorsFile(header, 0, Math.floor(Math.abs(length)))),
);

const json = fc
  .oneof(
    fc.json({ maxDepth: 4 }),
    fc
      .record(
        {
          shape,
          data: fc.array(fc.oneof(fc.double(), fc.integer()), { maxLength: 24 }),
          dtype: fc.constantFrom('float32', 'int8', 'bool', 'uint64', 'x'),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
    fc
      .array(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 }), {
        maxLength: 9,
      })
      .map((rows) => JSON.stringify(rows)),
  )
  .map(utf8);

const programKey = fc.constantFrom(
  'steps',
  'state',
  'convention',
  'base',
  'train',
  'eval',
  'eps',
  'gamma',
  'rows',
  'channelAxis',
  '__proto__',
  'x',
);
const programValue = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.json({ maxDepth: 0 }),
    fc.constantFrom('1e400', '/**/3', '"a.npy"', '"pytorch"'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(programKey, tie('value')), { maxLength: 4 })
      .map((entries) => `{${entries.map(([key, value]) => `"${key}":${value}`).join(',')}}`),
  ),
})).value;

const opcode = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('(', 't', 'l', 'u', 'R', '0', 'h\0', 'q\0', '}', ']', 'K\x02', 'N', 'a', 's', 'b'),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(fc.nat(4), { maxLength: 3 }), fc.array(fc.nat(4), { maxLength: 3 }), fc.nat(3))
      .map(([sizes, strides, at]) => `${text('w')}${tensor(sizes, strides, { offset: at })}s`),
  },
  { weight: 1, arbitrary: fc.constantFrom('\x85', '\x86', '\x93', '\x81', 'Q', 'ctorch._utils\n_rebuild_parameter\n') },
);
const torch = fc.array(opcode, { maxLength: 30 }).map((opcodes) => checkpoint(`}q\0${opcodes.join('')}`));

const foreign = fc
  .tuple(
    fc.constantFrom(
      '',
      '\x93NUMPY',
      '\x93NUMPY\x02\0',
      'PK\x03\x04',
      'PK\x05\x06',
      '{"shape":[',
      '[',
      '\x80\x02',
      '\x1f\x8b',
      '\x89HDF\r\n\x1a\n',
    ),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([head, tail]) => Uint8Array.from([...ascii(head), ...tail]));

export const structures: Structures = {
  npy,
  npz,
  safetensors,
  json,
  torch,
  program: programValue.map(utf8),
  golden: fc.json({ maxDepth: 5 }).map(utf8),
  foreign,
};
