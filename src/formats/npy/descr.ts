import { quoted } from '../printable.js';
import { listed } from '../noSuchMember.js';
import { choicesOf, itemSizeOf, type Part } from './descrParts.js';
import type { Literal } from './pythonLiteral.js';
import { realCodes, splitDescr } from './scalarCode.js';

/** What a `descr` means: numbers that can be read, or why they cannot. */
export type Descr =
  | {
      readonly kind: 'read';
      /** In words, for errors. */
      readonly dtypeName: string;
      readonly itemSize: number;
      /** What of each item is read: one part, or the two of which the magnitude is taken. */
      readonly parts: readonly Part[];
      /** All that could have been chosen, where there was a choice. */
      readonly choices?: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly problem: string;
      readonly expected: string;
      readonly advice: string;
      /** The Python expression to save instead of x, where NumPy can load it. */
      readonly saved?: string;
      /** Whether NumPy has to unpickle it. */
      readonly isPickled?: true;
      readonly choices?: readonly string[];
    };

const asFloat32 = 'x.astype(np.float32)';
const dtypes = 'a dtype that NumPy writes: <f2 <f4 <f8, <i1 … <u8, <c8 <c16, |b1, or big-endian with >';
const realDtypes = 'a dtype of real numbers: <f2 <f4 <f8, <i1 … <u8, |b1, or big-endian with >';

/**
 * Reads the value of `descr` in a header: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * `part` chooses what is read of items that are no real numbers; see OpenOptions.
 */
export function readDescr(literal: Literal, part?: string): Descr {
  const choices = choicesOf(literal);
  const names = [...choices.keys()];
  if (part === undefined) {
    const whole = readWhole(literal);
    if (whole.kind === 'read' || names.length === 0) return whole;
    return { ...whole, choices: names, expected: `real numbers, or one of its parts: ${listed(names)}` };
  }
  const parts = choices.get(part);
  const itemSize = itemSizeOf(literal);
  if (parts && itemSize !== undefined)
    return { kind: 'read', dtypeName: `items of ${itemSize} bytes`, itemSize, parts, choices: names };
  const expected = names.length > 0 ? `one of ${listed(names)}` : 'no part to be named';
  const refusal = refused(`the array has no part ${quoted(part)} that can be read`, 'Choose one that it has.');
  return { ...refusal, expected, ...(names.length > 0 && { choices: names }) };
}

function readWhole(literal: Literal): Descr {
  if (literal.kind === 'list') return structured(literal.items);
  if (literal.kind === 'tuple') {
    return refused(
      'descr is a subarray dtype',
      'Save the plain array; its shape holds the same axes:',
      'np.ascontiguousarray(x)',
    );
  }
  if (literal.kind !== 'string') return unknown('descr is not a string');
  const { code, isBigEndian } = splitDescr(literal.value);
  const dtype = realCodes.get(code);
  const itemSize = itemSizeOf(literal);
  if (!dtype || itemSize === undefined) return refusedText(literal.value, code);
  return { kind: 'read', dtypeName: dtype, itemSize, parts: [{ dtype, isBigEndian, at: 0, inner: [] }] };
}

function refusedText(text: string, code: string): Descr {
  const descr = `descr ${quoted(text)}`;
  if (/^O\d*$/.test(code)) {
    const stacked = refused(
      `${descr} means Python objects, which are pickled, and unpickling runs code from the file`,
      'If you trust the file (loading it runs code from it) and it holds arrays of one shape, stack them:',
      'np.stack(x.tolist()).astype(np.float32)',
    );
    return { ...stacked, isPickled: true };
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
      'If it is bfloat16, save it as float32, which holds it exactly:',
      '(x.view(np.uint16).astype(np.uint32) << 16).view(np.float32)',
    );
  }
  if (/^V\d*$/.test(code)) {
    return refused(`${descr} is raw bytes without a type`, 'Save it in a dtype that says what it holds.');
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

type Refused = Extract<Descr, { kind: 'refused' }>;

function unknown(problem: string): Refused {
  const advice = 'If you wrote this file, save it again in a dtype from the list.';
  return { ...refused(problem, advice), expected: dtypes };
}

function refused(problem: string, advice: string, saved?: string): Refused {
  return { kind: 'refused', problem, expected: realDtypes, advice, ...(saved !== undefined && { saved }) };
}
