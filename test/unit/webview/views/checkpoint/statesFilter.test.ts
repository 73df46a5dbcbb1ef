import { expect, test } from 'vitest';
import { filterStates } from '../../../../../webview/views/checkpoint/statesFilter.js';
import { stateFor, statesFor } from './statesFor.js';

const states = statesFor(
  [
    stateFor('layer1.bn1', { severity: 'warning' }),
    stateFor('layer1.bn2', { severity: 'error' }),
    stateFor('head', { channels: 64 }),
  ],
  { largest: [298, 1, 2], mean: [-1.5, 0.1, 0], leastVar: [1e-9, 1, 2] },
);
const shown = (text: string): readonly string[] => {
  const filter = filterStates(text, states);
  if (!filter.ok) throw new Error(filter.message);
  return states.layers.filter((_, at) => filter.test(at)).map(({ name }) => name);
};

test.each([
  ['', ['layer1.bn1', 'layer1.bn2', 'head']],
  ['LAYER1', ['layer1.bn1', 'layer1.bn2']],
  ['scale > 10', ['layer1.bn1']],
  ['|mean| > 1 or channels >= 64', ['layer1.bn1', 'head']],
  ['var < 1e-5', ['layer1.bn1']],
  ['error', ['layer1.bn2']],
  ['finding and not error', ['layer1.bn1']],
])('%s', (text, names) => {
  expect(shown(text)).toEqual(names);
});

test('what is neither says what would be', () => {
  expect(filterStates('scale >', states)).toMatchObject({
    ok: false,
    message: expect.stringContaining('Try layer2') as string,
  });
});
