import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../../../src/formats/index.js';
import { parseProgram, placeOf, readProgram, validProgram } from '../../../../../src/session/index.js';

function refusal(text: string): string {
  try {
    parseProgram(text, 'p.bn.json');
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a program file', () => {
  test('may have comments, trailing commas and a byte order mark', () => {
    const text = '\uFEFF{\n  // why\n  "steps": [{ "train": "a.npy", }, /* and */ { "eval": "b.npy" },],\n}';
    expect(parseProgram(text, 'p.bn.json')).toEqual({ steps: [{ train: 'a.npy' }, { eval: 'b.npy' }] });
  });

  test('says all that a program can say', () => {
    const program = {
      convention: { base: 'pytorch', eps: 0.001, momentum: null },
      channelAxis: -1,
      affine: true,
      trackRunningStats: false,
      state: { gamma: 'gamma.npy', beta: [0, 0], runningMean: 1, numBatchesTracked: 3 },
      steps: [
        { train: 'all.npy', batchSize: 32, rows: [0, 64] },
        { eval: 'v.npy', expect: 'o.npy', rtol: 0, atol: 1, gradOutput: 'g.npy' },
      ],
    };
    expect(parseProgram(JSON.stringify(program), 'p.bn.json')).toEqual(program);
  });

  test('may name its schema, which is no part of the program', () => {
    expect(parseProgram('{ "$schema": "x", "steps": [] }', 'p.bn.json')).toEqual({ steps: [] });
  });

  test.each([
    ['', /^p\.bn\.json: line 1, column 1: .*empty/],
    ['{\n  "steps": [\n', /line 3, column 1/],
    ['{ "steps": [1 2] }', /line 1, column 15: comma expected/],
    ['{ "steps": 3 }', /line 1, column 12: steps is wrong \(expected Array, found 3\)/],
    ['[]', /line 1, column 1: this is no program \(expected an object with "steps" or "layers", found array\)/],
    ['{}', /line 1, column 1: steps is missing$/],
    [
      '{\n "steps": [{ "train": 5 }]\n}',
      /line 2, column 23: steps\[0\]\.train is wrong \(expected \(string \| Object \| Array\), found 5\)/,
    ],
    [
      '{ "steps": [{ "trian": "a.npy" }] }',
      /line 1, column 15: steps\[0\]\.trian is not something a program has: did you mean "train"\?$/,
    ],
    [
      '{ "steps": [{ "evaluate": "a.npy" }] }',
      /steps\[0\]\.evaluate is not something a program has: did you mean "eval"\?$/,
    ],
    ['{ "steps": [{ "file": "a.npy" }] }', /column 13: steps\[0\]\.train is missing$/],
    ['{ "steps": [{ "batchSize": 4 }] }', /column 13: steps\[0\]\.train is missing$/],
    ['{ "steps": [[null]] }', /column 13: steps\[0\] is wrong/],
    ['{ "steps": [null] }', /column 13: steps\[0\] is wrong/],
    ['{ "steps": [{ "train": "a", "rows": [1, 2, null] }] }', /steps\[0\]\.rows is wrong/],
    ['{ "steps": ["a.npy"] }', /column 13: steps\[0\] is wrong \(expected .*, found "a\.npy"\)/],
    ['{ "steps": [{ "train": "a", "eval": "b" }] }', /steps\[0\]\.eval is not something/],
    ['{ "steps": [{ "set": { "epps": 1 } }] }', /column 24: steps\[0\]\.set\.epps is not .*: did you mean "eps"\?/],
    ['{ "steps": [{ "set": { "eps": -1 } }] }', /steps\[0\]\.set\.eps is wrong \(expected >=0, found -1\)/],
    ['{ "steps": [{ "set": { "gamma": [1, null] } }] }', /steps\[0\]\.set\.gamma\[1\] is wrong/],
    ['{ "steps": [{ "set": { "weight": [[1]] } }] }', /steps\[0\]\.set\.weight is not something a program has/],
    ['{ "steps": [{ "train": "a", "set": {} }] }', /steps\[0\]\.set is not something/],
    ['{ "steps": [{ "sets": {} }] }', /steps\[0\]\.sets is not something a program has: did you mean "set"\?/],
    [
      '{ "convention": "linear-projection", "steps": [{ "eval": "a" }, { "set": { "beta": 1 } }] }',
      /column 76: Linear.* has a Linear in the place of γ and β \(expected "weight" and "bias" in "state", found "beta"\)/,
    ],
    ['{ "steps": [{ "train": "a", "batchSize": 0 }] }', /steps\[0\]\.batchSize is wrong \(expected >=1, found 0\)/],
    [
      '{ "steps": [{ "train": { "file": "a.npz", "membr": "x" } }] }',
      /steps\[0\]\.train\.membr is not something a program has/,
    ],
    ['{ "steps": [], "momentum": 1 }', /column 16: momentum is not something a program has/],
    [
      '{ "steps": [], "convention": "torch" }',
      /line 1, column 30: convention is wrong: did you mean "pytorch"\? \(expected .*"pytorch"/,
    ],
    ['{ "steps": [], "convention": { "base": "pytorch", "eps": -1 } }', /convention\.eps is wrong \(expected >=0/],
    ['{ "steps": [], "state": { "gamma": [1, "2"] } }', /column 40: state\.gamma\[1\] is wrong/],
  ])('%j is refused, naming place, expected and found', (text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  test('tells all its problems, each with its range', () => {
    const text =
      '{ "steps": [{ "train": 3 }, { "evil": "x", "rtol": -1, "exspect": 1, "zzz": 2 }],\n "convention": "nope", "batchAxis": 0.5 }';
    const { problems } = readProgram(text);
    expect(problems.map(({ range: { from, to }, problem }) => [text.slice(from, to), problem])).toEqual([
      ['3', 'steps[0].train is wrong'],
      ['"evil"', 'steps[1].evil is not something a program has: did you mean "eval"?'],
      ['-1', 'steps[1].rtol is wrong'],
      ['"exspect"', 'steps[1].exspect is not something a program has: did you mean "expect"?'],
      ['"zzz"', 'steps[1].zzz is not something a program has'],
      ['"nope"', 'convention is wrong'],
      ['0.5', 'batchAxis is wrong'],
    ]);
    const broken = '{ "steps": [1 2], "eps" 3 }';
    expect(readProgram(broken).problems.map(({ range }) => broken.slice(range.from, range.to))).toEqual(['2', '3']);
  });

  test('says where its steps are', () => {
    const text = '{ // two\n "steps": [{ "train": "a.npy" },\n { "eval": "b.npy" }] }';
    const read = readProgram(text);
    if (!('source' in read)) throw new Error('refused');
    const { from, to } = read.source.rangeOfStep(1);
    expect(text.slice(from, to)).toBe('{ "eval": "b.npy" }');
    expect(placeOf(text, from)).toBe('line 3, column 2');
    const name = read.source.nameRangeOf(['steps', 0, 'train']);
    expect(text.slice(name.from, name.to)).toBe('"train"');
  });

  test('of very many wrong names is refused in time that grows with it', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `"n${index}": 1`);
    expect(readProgram(`{ "steps": [], ${names.join(', ')} }`).problems.length).toBe(100);
  });

  test('that is nested beyond reason is refused, not a crash', () => {
    expect(refusal(`{ "steps": ${'['.repeat(200_000)}`)).toMatch(/^p\.bn\.json: /);
  });

  test('that can be read in two ways is refused', () => {
    expect(refusal('{ "steps": [{ "train": "a.npy" }],\n  "steps": [] }')).toBe(
      "p.bn.json: line 2, column 3: the object has 'steps' twice",
    );
    expect(refusal('{ "steps": [{ "train": "a", "rtol": 1, "rtol": 2 }], "steps": [] }')).toMatch(
      /column 40: .*'rtol'/,
    );
    expect(refusal('{ "steps": [], "convention": { "base": "pytorch", "eps": 1e400 } }')).toBe(
      'p.bn.json: line 1, column 58: the number does not fit in float64',
    );
  });

  test('shows what it holds as text that cannot reorder or hide anything', () => {
    expect(refusal('{ "steps": [], "a\u202e\\u0007<b>": 1 }')).toBe(
      'p.bn.json: line 1, column 16: a\\u202e\\x07<b> is not something a program has',
    );
  });

  test('keys that objects inherit are no trick', () => {
    expect(refusal('{ "steps": [], "constructor": 1 }')).toMatch(/constructor is not something/);
    expect(validProgram(JSON.parse('{ "steps": [] }'), 'program')).toEqual({ steps: [] });
  });
});
