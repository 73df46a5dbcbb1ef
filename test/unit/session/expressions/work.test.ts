import { describe, expect, it } from 'vitest';
import { compileCondition, compileExpression, type Environment } from '../../../../src/session/expressions/index.js';
import { Parser } from '../../../../src/session/expressions/syntax/parse.js';
import { tokensOf } from '../../../../src/session/expressions/syntax/tokens.js';

/** How often a token is looked at while a text is parsed. */
function looks(text: string, language: 'expression' | 'filter'): number {
  let count = 0;
  const tokens = new Proxy(tokensOf(text), {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) count++;
      return Reflect.get(target, key, receiver);
    },
  });
  new Parser(tokens).whole(language);
  return count;
}

describe('the work of parsing', () => {
  it.each([
    ['a sum', 'gap', ' + gap', ''],
    ['alternatives', 'gap > 1', ' or gap > 1', ''],
    ['groups', '(gap > 1)', ' and ((gap) > 1)', ''],
    ['arguments', 'max(gap', ', (1)', ')'],
    ['subscripts', 'x', '[1:2, 3]', ''],
  ])('grows with the length of %s and no faster', (_, start, part, end) => {
    for (const language of ['expression', 'filter'] as const) {
      const [once, twice, fourfold] = [50, 100, 200].map((times) => looks(start + part.repeat(times) + end, language));
      expect(fourfold - twice).toBe(2 * (twice - once));
      expect(fourfold).toBeLessThan(40 * tokensOf(start + part.repeat(200) + end).length);
    }
  });

  it('is that of a group once, however deep it is', () => {
    const nested = (depth: number): number => looks(`${'('.repeat(depth)}gap > 1${')'.repeat(depth)}`, 'filter');
    expect(nested(40) - nested(20)).toBe(2 * (nested(20) - nested(10)));
  });
});

describe('the work of evaluating', () => {
  it('compiles a condition once for 10,000 passes, and looks at each pass up to the first channel that decides', () => {
    const condition = compileCondition('any(abs(gap) > 0.25)');
    const channels = 64;
    let lookups = 0;
    let elements = 0;
    const environment = (pass: number): Environment => ({
      lookup: () => {
        lookups++;
        // In every hundredth pass, the fifth channel is off.
        const at = (channel: number): number => {
          elements++;
          return pass % 100 === 0 && channel === 4 ? -0.5 : 0.25;
        };
        return { element: 'number', shape: [channels], at };
      },
    });
    let held = 0;
    for (let pass = 0; pass < 10_000; pass++) held += Number(condition.holds(environment(pass)));
    expect({ held, lookups, elements }).toEqual({ held: 100, lookups: 10_000, elements: 9_900 * channels + 100 * 5 });
  });

  it('reads of a batch what a slice takes of it', () => {
    const read: number[] = [];
    const at = (index: number): number => {
      read.push(index);
      return index;
    };
    const environment: Environment = { lookup: () => ({ element: 'number', shape: [2, 3, 4], at }) };
    expect(compileExpression('max(x[:, 1, 2])').evaluate(environment)).toBe(18);
    expect([...new Set(read)]).toEqual([6, 18]);
  });

  it('computes a reduction inside an array once, not once an element', () => {
    let elements = 0;
    const environment: Environment = {
      lookup: () => ({ element: 'number', shape: [100], at: (index) => (elements++, index) }),
    };
    expect(compileExpression('sum(gap > mean(gap))').evaluate(environment)).toBe(50);
    expect(elements).toBe(200);
  });
});
