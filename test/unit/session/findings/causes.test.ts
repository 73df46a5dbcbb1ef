import { expect, test } from 'vitest';
import { causesAmong, type Told } from '../../../../src/session/findings/causes.js';
import type { Evidence } from '../../../../src/session/findings/rule.js';

const sign = (pass: number, channel?: number): Evidence => ({
  pass,
  lastPass: 9,
  known: pass,
  weight: 1,
  ...(channel !== undefined && { channel }),
});
const toldBy = (id: string, explains: readonly string[], ...evidence: Evidence[]): Told => ({
  rule: { id, explains },
  tellings: [
    {
      evidence,
      channels: 8,
      example: 'first',
      words: () => ({ severity: 'error', label: '', message: '', remedy: '' }),
    },
  ],
});
/** `cause@1:2 > effect@3:2`: what stands, and what follows from it. */
function standing(...told: Told[]): string[] {
  const { explained, follows } = causesAmong(told);
  const place = (rule: string, { pass, channel }: Evidence): string => `${rule}@${pass}:${channel ?? 'all'}`;
  return told.flatMap(({ rule, tellings: [{ evidence }] }) =>
    evidence
      .filter((one) => !explained.has(one))
      .map((one) => {
        const signs = follows.get(one) ?? [];
        return [place(rule.id, one), ...signs.map((sign) => place(sign.rule, sign.evidence))].join(' > ');
      }),
  );
}

test('a cause explains what begins with it or later in its channel, and nothing else', () => {
  const effects = toldBy('effect', [], sign(2, 0), sign(3, 0), sign(3, 1), sign(3));
  expect(standing(toldBy('cause', ['effect'], sign(3, 0)), effects)).toEqual([
    'cause@3:0 > effect@3:0',
    'effect@2:0',
    'effect@3:1',
    'effect@3:all',
  ]);
});

test('a cause in all channels explains those of any, whichever rule comes first', () => {
  const effects = toldBy('effect', [], sign(1, 0), sign(4, 1), sign(4));
  expect(standing(effects, toldBy('cause', ['effect'], sign(2)))).toEqual([
    'effect@1:0',
    'cause@2:all > effect@4:1 > effect@4:all',
  ]);
});

test('a cause explains from where it reaches on, where that is not where it begins', () => {
  const cause = { ...sign(1, 0), reaches: () => 5 };
  const effects = toldBy('effect', [], sign(4, 0), sign(5, 0));
  expect(standing(toldBy('cause', ['effect'], cause), effects)).toEqual(['cause@1:0 > effect@5:0', 'effect@4:0']);
});

test('what follows from something that is explained follows from its cause', () => {
  const told = [
    toldBy('last', [], sign(3, 0)),
    toldBy('middle', ['last'], sign(2, 0)),
    toldBy('first', ['middle'], sign(1, 0)),
  ];
  expect(standing(...told)).toEqual(['first@1:0 > last@3:0 > middle@2:0']);
});

test('of two causes in a channel each explains what begins after it', () => {
  const effects = toldBy('effect', [], sign(1, 0), sign(3, 0), sign(7, 0));
  expect(standing(toldBy('cause', ['effect'], sign(2, 0), sign(6, 0)), effects)).toEqual([
    'cause@2:0 > effect@3:0',
    'cause@6:0 > effect@7:0',
    'effect@1:0',
  ]);
});
