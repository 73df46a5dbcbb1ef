import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../../src/session/index.js';
import { divergingScale, sequentialScale } from '../../../../../webview/charts/heatmap/colourScale.js';
import { overviewLabels } from '../../../../../webview/views/overview/overviewLabels.js';
import { legendEnds, quantityText } from '../../../../../webview/views/overview/overviewQuantities.js';
import {
  channelsBetween,
  channelTicks,
  firstChannelOf,
  mostHeight,
  overviewRows,
  rowCentre,
  rowOf,
} from '../../../../../webview/views/overview/overviewRows.js';

describe('rows of the overview', () => {
  it('are whole pixels, at most 8, and 192 in all', () => {
    expect(overviewRows(48)).toMatchObject({ rows: 48, rowHeight: 4 });
    expect(overviewRows(3)).toMatchObject({ rows: 3, rowHeight: 8 });
    expect(overviewRows(4096)).toMatchObject({ rows: 192, rowHeight: 1 });
  });

  it('hold every channel once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), fc.nat(), (channels, seed) => {
        const rows = overviewRows(channels);
        const channel = seed % channels;
        const row = rowOf(rows, channel);
        expect(firstChannelOf(rows, row)).toBeLessThanOrEqual(channel);
        expect(firstChannelOf(rows, row + 1)).toBeGreaterThan(channel);
        expect(rowCentre(rows, channel)).toBeLessThan(mostHeight);
      }),
    );
  });

  it('are named as in the pictures: by tens, and the last', () => {
    expect(channelTicks(overviewRows(48))).toEqual([0, 10, 20, 30, 40, 47]);
    expect(channelTicks(overviewRows(1))).toEqual([0]);
    expect(channelTicks(overviewRows(4096)).at(-1)).toBe(4095);
  });

  it('turn a brush into channels', () => {
    expect(channelsBetween(overviewRows(48), 41, 80)).toEqual([10, 21]);
    expect(channelsBetween(overviewRows(4096), 191, 0)).toEqual([0, 4096]);
  });
});

const finding = (channel: number, label = 'drift'): Finding => ({
  rule: 'train-eval-gap',
  severity: 'warning',
  pass: 0,
  lastPass: 0,
  known: 0,
  channel,
  label,
  message: '',
  remedy: '',
  weight: 1,
});
const always = (): boolean => true;

describe('labels of the overview', () => {
  it('are the selected channel with its value, and the findings', () => {
    const labels = overviewLabels([finding(22, 'NaN'), finding(37)], [37], () => '+1.65 σ', overviewRows(48), always);
    expect(labels.map(({ text, detail }) => [text, detail])).toEqual([
      ['22 NaN', null],
      ['37 drift', '+1.65 σ'],
    ]);
    expect(labels[0].y).toBe(rowCentre(overviewRows(48), 22));
  });

  it('name a channel once, by its worst finding', () => {
    const labels = overviewLabels([finding(3, 'NaN'), finding(3)], [0], () => null, overviewRows(48), always);
    expect(labels.map(({ text }) => text)).toEqual(['0', '3 NaN']);
  });

  it('are 12 at most, and count the others', () => {
    const findings = Array.from({ length: 20 }, (_, i) => finding(i * 2));
    const labels = overviewLabels(findings, [], () => null, overviewRows(48), always);
    expect(labels).toHaveLength(13);
    expect(labels.at(-1)?.text).toBe('+ 8 more');
  });

  it('are fewer where the picture is low, and never overlap', () => {
    const findings = Array.from({ length: 6 }, (_, i) => finding(i));
    const labels = overviewLabels(findings, [2], () => '+0.1 σ', overviewRows(6), always);
    expect(labels.some(({ text }) => text.startsWith('+ '))).toBe(true);
    for (let i = 1; i < labels.length; i++) {
      expect(labels[i].y - labels[i - 1].y).toBeGreaterThanOrEqual(labels[i - 1].detail === null ? 13 : 26);
    }
  });

  it('leave out findings that begin beside a zoomed axis', () => {
    expect(
      overviewLabels(
        [finding(3)],
        [0],
        () => null,
        overviewRows(48),
        () => false,
      ),
    ).toHaveLength(1);
  });
});

describe('quantities of the overview', () => {
  it('say what lies beyond the ends', () => {
    expect(
      legendEnds(
        'mean-gap',
        divergingScale(() => '', 1),
      ),
    ).toEqual(['≤ −1', '≥ +1 σ']);
    expect(
      legendEnds(
        'running-var',
        sequentialScale(() => '', [0.001, 5]),
      ),
    ).toEqual(['0.0010', '5, log']);
  });

  it('say a ratio as a ratio, though its logarithm is drawn', () => {
    expect(quantityText('variance-ratio', 1)).toBe('×\u00a02.00');
    expect(quantityText('mean-gap', NaN)).toBe('NaN');
  });
});
