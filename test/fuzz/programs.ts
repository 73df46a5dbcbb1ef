import { dictionary, mutateBytes } from './mutateBytes.js';
import { oneOf, type Random } from './randomNumbers.js';

type Bytes = Uint8Array<ArrayBuffer>;
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Programs over the files of `programFiles`, which run as they stand. */
export const runningPrograms: readonly Json[] = [
  { steps: [{ train: 'a.npy' }, { train: 'b*.npy' }, { eval: 'a.npy', expect: 'a.npy', gradOutput: 'b1.npy' }] },
  {
    steps: [
      { train: 'a.npy', batchSize: 2, rows: [1, 5] },
      { eval: 'a.npy', rows: [0, 3] },
    ],
  },
  { steps: [{ train: 'a.npy', virtualBatchSize: 2, batchSize: 4 }], batchAxis: 0, channelAxis: 1 },
  { steps: [{ train: 'a.npy', virtualBatchSize: 3, ranks: 'merged' }] },
  { steps: [{ train: 'steps.npy', passAxis: 0, batchSize: 2, expect: 'steps.npy' }] },
  { steps: [{ train: 'steps.npy', passAxis: 1, virtualBatchSize: 1, ranks: 'apart' }], channelAxis: -1 },
  { steps: [{ train: { file: 'steps.npy', slice: '1, :, 0:2' } }], batchAxis: 1, channelAxis: 0 },
  { steps: [{ train: { file: 'x.npz', member: 'arr_*' } }, { train: { file: 'x.npz', member: 'z', part: 'real' } }] },
  { steps: [{ train: ['b1.npy', 'b2.npy'] }, { train: ['b1.npy', 'b2.npy'], ranks: 'apart', keepsState: true }] },
  { steps: [{ train: { file: 'w*.npz', member: 'x' } }], channelAxis: 1, convention: 'makemore' },
  {
    steps: [
      { train: 'fortran.npy', rows: [1, 2] },
      { train: { file: 'x.npz', member: '*a*a*a' } },
      { train: 'a.json' },
    ],
  },
  {
    steps: [
      { set: { eps: 1, gamma: [1, 2, 3, 4] } },
      { train: 'a.npy', batchSize: 2 },
      { set: { momentum: null, runningMean: 'gamma.npy', runningVar: 2, beta: 0, numBatchesTracked: 3 } },
      { eval: 'a.npy' },
      { set: { eps: 0 } },
    ],
  },
  {
    convention: { base: 'keras', eps: 1e-3, momentum: null, renorm: { rmin: 0.5, rmax: 2, dmax: 1, momentum: 0.9 } },
    affine: true,
    trackRunningStats: false,
    emulate: { arithmetic: 'float32', state: 'float16' },
    state: { gamma: 'gamma.npy', beta: [0, 1, 2, 3], runningMean: 0, runningVar: 1, numBatchesTracked: 3 },
    channelAxis: 1,
    steps: [{ train: 'a.npy' }, { eval: 'a.npy', rtol: 1e-5, atol: 0 }],
  },
];

const numbers = [
  ...[-1, -2, -3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 64, 1000, 0.5, -0.5, 1e-9, 1e9, -1e9, 1e300, -1e300, 5e-324],
  ...[31, 32, 40, 52, 53, 63].flatMap((power) => [2 ** power - 1, 2 ** power]),
];
const long = (piece: string, count = 5000) => piece.repeat(count);
const names = [
  ...['a.npy', 'b1.npy', 'x.npz', 'wide.npz', 'empty.npy', 'none.npy', 'huge.npy', 'steps.npy', 'a.json', 'not.npy'],
  ...['', '.', '..', '../a.npy', './a.npy', '/a.npy', 'C:\\a.npy', '\\\\server\\share\\a.npy', 'a\0.npy', 'a#b?c.npy'],
  ...[
    'http://localhost/a.npy',
    'file://server/share/a.npy',
    'memory:/work/a.npy',
    'memory:/a.npy',
    'data:,1',
    '%',
    '%00',
  ],
  ...[
    'a\u202e<img src=x onerror=alert(1)>.npy',
    '[x](command:y)',
    '\ud800.npy',
    long('a'),
    long('../', 2000),
    long('%25'),
  ],
];
const patterns = [
  '*',
  '?',
  '*.npy',
  '**',
  '?????',
  'b?.npy',
  '*a*a*a*b.npy',
  '*/a.npy',
  `${long('*a', 500)}b`,
  long('?', 1024),
];
const slices = [
  ...[
    ':',
    '0',
    '-1',
    '1:',
    ':-1',
    '0:2',
    '2:1',
    '::2',
    '...',
    ', ',
    '0, 0, 0, 0, 0, 0',
    '1e3',
    '+1',
    '-9:9',
    long('0,'),
  ],
  ...['9007199254740993', '-9007199254740993:', `${long('9', 400)}:`, '0:99999999999'],
];
const words = [
  'merged',
  'apart',
  'float32',
  'pytorch',
  'makemore',
  'real',
  'imaginary',
  'magnitude',
  'arr_0',
  'z',
  '__proto__',
];
const texts = [names, patterns, slices, words];

const tokens = dictionary([
  '"rows":',
  '"passAxis":',
  '"slice":',
  '"virtualBatchSize":1,',
  '[0, 1e9]',
  '*',
  '?',
  '[',
  ']',
]);

/** The text of a program of which one to three values are others, or now and then bytes. */
export function makeProgram(random: Random): Bytes {
  let program = oneOf(random, runningPrograms);
  for (let change = oneOf(random, [1, 1, 2, 2, 3]); change > 0; change--) program = changed(program, random);
  const bytes = new TextEncoder().encode(JSON.stringify(program));
  return random(8) === 0 ? mutateBytes(bytes, random, tokens) : bytes;
}

/** One value somewhere in it is another one. */
function changed(value: Json, random: Random): Json {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0 || random(8) === 0) return otherThan(value, random);
  const [key] = oneOf(random, entries);
  if (Array.isArray(value)) return value.map((item: Json, at) => (String(at) === key ? changed(item, random) : item));
  const inner = (value as Readonly<Record<string, Json>>)[key];
  const others = { ...(value as object), [key]: changed(inner, random) };
  return isStep(others) && random(2) === 0 ? { ...others, ...option(random) } : others;
}

function isStep(value: object): boolean {
  return 'train' in value || 'eval' in value;
}

function option(random: Random): Readonly<Record<string, Json>> {
  const number = () => oneOf(random, numbers);
  switch (random(7)) {
    case 0:
      return { batchSize: number() };
    case 1:
      return { virtualBatchSize: number() };
    case 2:
      return { passAxis: number() };
    case 3:
      return { rows: [number(), number()] };
    case 4:
      return { ranks: oneOf(random, ['merged', 'apart']) };
    case 5:
      return { expect: oneOf(random, names) };
    default:
      return { gradOutput: oneOf(random, [...names, ...patterns]) };
  }
}

function otherThan(value: Json, random: Random): Json {
  if (Array.isArray(value)) {
    const times = oneOf(random, [0, 2, 2, 3, 8]);
    return Array.from({ length: times }, () => value as readonly Json[]).flat();
  }
  switch (random(10)) {
    case 0:
      return null;
    case 1:
      return oneOf(random, [true, false, [], {}, [0, 1e9], { file: 'x.npz', member: oneOf(random, patterns) }]);
    case 2:
      return { file: oneOf(random, names), slice: oneOf(random, slices) };
    default:
      return typeof value === 'number' ? oneOf(random, numbers) : oneOf(random, oneOf(random, texts));
  }
}
