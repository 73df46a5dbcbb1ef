import type { DType } from '../../engine/index.js';
import { quoted } from '../printable.js';
import type { Literal } from './pythonLiteral.js';

/** What a `descr` means: a dtype that can be read, or why it cannot. */
export type Descr =
  | { readonly kind: 'element'; readonly dtype: DType; readonly isBigEndian: boolean }
  | { readonly kind: 'refused'; readonly problem: string; readonly advice: string; readonly saved: string };

const codes: ReadonlyMap<string, DType> = new Map([
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  // NumPy's one-letter codes, those whose size is the same on every machine.
  ['?', 'bool'],
  ['b', 'int8'],
  ['h', 'int16'],
  ['i', 'int32'],
  ['q', 'int64'],
  ['B', 'uint8'],
  ['H', 'uint16'],
  ['I', 'uint32'],
  ['Q', 'uint64'],
  ['e', 'float16'],
  ['f', 'float32'],
  ['d', 'float64'],
]);

const asFloat32 = 'x.astype(np.float32)';

/** Reads the value of `descr` in a header: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export function readDescr(literal: Literal): Descr {
  if (literal.kind === 'list') return structured(literal.items);
  if (literal.kind === 'tuple') {
    return refused(
      'descr is a subarray dtype',
      'Save the plain array; its shape holds the same axes:',
      'np.ascontiguousarray(x)',
    );
  }
  if (literal.kind !== 'string') return unknown('descr is not a string');
  const text = literal.value;
  const order = /^[<>=|]/.exec(text)?.[0] ?? '';
  const code = text.slice(order.length);
  const dtype = codes.get(code);
  if (dtype) return { kind: 'element', dtype, isBigEndian: order === '>' };
  return refusedText(text, code);
}

function refusedText(text: string, code: string): Descr {
  const descr = `descr ${quoted(text)}`;
  if (/^O\d*$/.test(code)) {
    return refused(
      `${descr} means Python objects, which are pickled, and unpickling runs code from the file`,
      'Save numbers. If x holds arrays of one shape, stack them:',
      'np.stack(x).astype(np.float32)',
    );
  }
  if (/^(?:c\d+|[FDG])$/.test(code)) {
    return refused(
      `${descr} is complex, and BatchNorm is defined on real numbers`,
      'Save the real part, the imaginary part or the magnitude:',
      'x.real',
    );
  }
  if (/^(?:f(?:10|12|16)|g)$/.test(code)) {
    return refused(
      `${descr} is a longdouble, whose bytes differ from machine to machine`,
      'Save it as float64:',
      'x.astype(np.float64)',
    );
  }
  if (/^[SUa]\d*$/.test(code)) {
    return refused(`${descr} holds strings`, 'If they are numbers in writing, save the numbers:', asFloat32);
  }
  if (/^[mM]8?(?:\[[^\]]*\])?$/.test(code)) {
    const what = code.startsWith('M') ? 'dates' : 'time spans';
    return refused(
      `${descr} holds ${what}`,
      'Save them as integers, or as a span in a unit of yours:',
      'x.astype(np.int64)',
    );
  }
  if (/^V2$/.test(code)) {
    return refused(
      `${descr} is 2 raw bytes per element without a type; NumPy writes bfloat16 like this`,
      'If x is bfloat16, save it as float32, which holds it exactly:',
      asFloat32,
    );
  }
  if (/^V\d*$/.test(code)) {
    return refused(`${descr} is raw bytes without a type`, 'Save it in a dtype that says what it holds:', asFloat32);
  }
  return unknown(`${descr} is not a NumPy dtype`);
}

function structured(fields: readonly Literal[]): Descr {
  const name = fields[0]?.kind === 'tuple' ? fields[0].items[0] : undefined;
  const first = name?.kind === 'string' ? quoted(name.value) : "'name'";
  return refused(
    `descr is a structured dtype with ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`,
    'Save one field, which is an array of numbers:',
    `x[${first}]`,
  );
}

function unknown(problem: string): Descr {
  return refused(problem, 'If you wrote this file, save it again in a dtype from the list:', asFloat32);
}

/** `saved` is the Python expression to save instead of x. */
function refused(problem: string, advice: string, saved: string): Descr {
  return { kind: 'refused', problem, advice, saved };
}
