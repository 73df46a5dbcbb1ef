import { describe, expect, it } from 'vitest';
import { moveCross } from '../../../../../webview/charts/passes/crosshair.js';

const axis = { from: 0, to: 13, hasInit: true };
const averages = { axis, withInit: true, channels: null };
const overview = { axis, withInit: false, channels: 48 };
const start = { pass: 10, channel: 37 };

describe('the cross of a chart', () => {
  it('starts at the selection', () => {
    expect(moveCross(null, 'ArrowLeft', averages, start)).toEqual(start);
    expect(moveCross(null, 'ArrowDown', overview, start)).toEqual(start);
  });

  it('moves by one pass or channel', () => {
    expect(moveCross({ pass: 10, channel: 37 }, 'ArrowLeft', averages, start)).toEqual({ pass: 9, channel: 37 });
    expect(moveCross({ pass: 10, channel: 37 }, 'ArrowDown', overview, start)).toEqual({ pass: 10, channel: 38 });
  });

  it('stops at the ends; only running averages have an initial state', () => {
    expect(moveCross({ pass: 0, channel: null }, 'ArrowLeft', averages, start)).toMatchObject({ pass: -1 });
    expect(moveCross({ pass: 0, channel: 0 }, 'ArrowLeft', overview, start)).toMatchObject({ pass: 0 });
    expect(moveCross({ pass: 5, channel: 47 }, 'PageDown', overview, start)).toMatchObject({ channel: 47 });
    expect(moveCross({ pass: 5, channel: 0 }, 'End', overview, start)).toMatchObject({ pass: 12 });
  });

  it('goes away with Escape, which is left to others where there is none', () => {
    expect(moveCross({ pass: 1, channel: 1 }, 'Escape', overview, start)).toBeNull();
    expect(moveCross(null, 'Escape', overview, start)).toBeUndefined();
  });

  it('leaves other keys alone, and up and down where there is one channel', () => {
    expect(moveCross(null, 't', overview, start)).toBeUndefined();
    expect(moveCross(null, 'ArrowUp', averages, start)).toBeUndefined();
  });
});
