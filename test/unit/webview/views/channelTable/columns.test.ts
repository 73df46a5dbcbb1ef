import { describe, expect, it } from 'vitest';
import { fitColumns } from '../../../../../webview/views/channelTable/columns.js';

const ids = (width: number, channels = 48): string[] => fitColumns(width, channels).columns.map(({ id }) => id);
const total = (width: number): number => fitColumns(width, 48).widths.reduce((sum, one) => sum + one, 0);

describe('the columns of the table', () => {
  it('are all there at 592 px', () => {
    expect(ids(592)).toEqual(
      'severity channel mean var min max runningMean runningVar gamma beta glyph gap'.split(' '),
    );
  });

  it('go in the order min and max, affine, running var, batch var', () => {
    expect(ids(560)).not.toContain('min');
    expect(ids(560)).toContain('gamma');
    expect(ids(450)).not.toContain('gamma');
    expect(ids(450)).toContain('runningVar');
    expect(ids(380)).not.toContain('runningVar');
    expect(ids(380)).toContain('var');
    expect(ids(300)).toEqual(['severity', 'channel', 'mean', 'runningMean', 'glyph', 'gap']);
  });

  it.each([288, 300, 592, 640, 900, 1400])('fill %i px', (width) => {
    expect(total(width)).toBeCloseTo(width, 6);
  });

  it('let mean ± σ grow to 160 px and no more', () => {
    const { columns, widths } = fitColumns(3000, 48);
    expect(widths[columns.findIndex(({ id }) => id === 'glyph')]).toBe(176);
  });

  it('leave room for five digits', () => {
    const { widths } = fitColumns(900, 65_536);
    expect(widths[1]).toBeGreaterThanOrEqual(40);
  });
});
