import { expect, it } from 'vitest';
import type { PassSummary } from '../../../../../src/protocol/index.js';
import { consequencePlace, consequencesText } from '../../../../../webview/views/findings/consequences.js';

const pass = (mode: PassSummary['mode']): PassSummary => ({ mode }) as PassSummary;
const passes = [pass('train'), pass('train'), pass('eval'), pass('eval')];
const rule = 'train-eval-gap';
const layers = Array.from({ length: 10 }, (_, at) => ({ rule, layer: `layer${at}`, pass: 0 }));

it.each([
  [[...layers, { rule, pass: 2 }, { rule, pass: 3 }, { rule: 'drift', pass: 3 }], '10 layers, 2 eval passes follow'],
  [[{ rule, pass: 1 }], '1 train pass follows'],
  [
    [
      { rule, pass: 1 },
      { rule, pass: 2 },
    ],
    '1 train pass, 1 eval pass follow',
  ],
  [
    [
      { rule, layer: 'a', pass: 1 },
      { rule: 'drift', layer: 'a', pass: 2 },
    ],
    '1 layer follows',
  ],
  [[{ rule, pass: -1 }], '1 other follows'],
  [
    [
      { rule, pass: -1 },
      { rule: 'drift', pass: -1 },
    ],
    '2 others follow',
  ],
])('%#: what follows is said in one line', (follows, text) => {
  expect(consequencesText(follows, passes)).toBe(text);
});

it.each([
  [{ rule, layer: 'layer2.0.bn1', pass: 8 }, 'layer2.0.bn1, pass 9'],
  [{ rule, pass: 8, channels: Uint32Array.of(5) }, 'Channel 5, pass 9'],
  [{ rule, pass: -1, channels: Uint32Array.of(5, 6, 7) }, '3 channels, initial state'],
  [{ rule, pass: 0 }, 'All channels, pass 1'],
])('%#: a consequence says where it begins', (consequence, text) => {
  expect(consequencePlace(consequence)).toBe(text);
});
