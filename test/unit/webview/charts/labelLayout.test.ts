import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, labelPitch, pushApart } from '../../../../webview/charts/labelLayout.js';

describe('labels pushed apart', () => {
  it('stay where they are if they do not touch', () => {
    expect(pushApart([50, 10, 90], 0, 100)).toEqual([50, 10, 90]);
  });

  it('share the way: two labels that want one place end half a pitch from it', () => {
    expect(pushApart([50, 50], 0, 100)).toEqual([43.5, 56.5]);
  });

  it('give a label with a second line the room of both', () => {
    expect(pushApart([20, 30], 20, 100, [26, 13])).toEqual([20, 46]);
  });

  it('keep pitch and order, and stay inside where they fit', () => {
    const wishes = fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(wishes, (wanted) => {
        const placed = pushApart(wanted, 0, 200);
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
        order.slice(1).forEach((index, i) => {
          expect(placed[index] - placed[order[i]]).toBeGreaterThanOrEqual(labelPitch - 1e-9);
        });
        expect(Math.min(...placed)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...placed)).toBeLessThanOrEqual(200 + 1e-9);
      }),
    );
  });
});

it('a label that is too long ends in an ellipsis', () => {
  expect([clipped('original', 8), clipped('momentum 0.5 at pass 5', 17)]).toEqual(['original', 'momentum 0.5 at…']);
});
