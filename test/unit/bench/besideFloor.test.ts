import { expect, test } from 'vitest';
import { aboveFloorResults } from '../../bench/panel/besideFloor.js';

test('what a step takes above the floor is its median less the least that anything took', () => {
  const [whole, above] = aboveFloorResults('step', { times: [95, 60, 70], floors: [900, 20, 24] }, { atMost: 50 });
  expect(whole).toMatchObject({ name: 'step, click to painted', us: 70 });
  expect(whole).not.toHaveProperty('met');
  expect(above).toMatchObject({ name: 'step, above the floor', us: 50, met: true });
  const slower = aboveFloorResults('step', { times: [95, 60, 71], floors: [20] }, { atMost: 50 });
  expect(slower[1]).toMatchObject({ us: 51, met: false });
});
