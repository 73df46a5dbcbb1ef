import { expect, it } from 'vitest';
import { copyText } from '../../../../../webview/views/channelTable/copyText.js';
import { tableOf } from '../../../session/views/table/tableOf.js';

it('copies rows with all their digits, for a spreadsheet', () => {
  const table = tableOf(2, {
    channel: Uint32Array.of(1, 2),
    mean: Float64Array.of(-0.41999998688697815, NaN),
    gap: Float64Array.of(1e-7, -Infinity),
  });
  expect(copyText(table).split('\n')).toEqual([
    'channel\tmean\tvar\tmin\tmax\trunning_mean\trunning_var\tgamma\tbeta\tgap\tnon_finite',
    '1\t-0.41999998688697815\t1\t0\t0\t0\t1\t1\t0\t1e-7\t0',
    '2\tNaN\t1\t0\t0\t0\t1\t1\t0\t-Infinity\t0',
    '',
  ]);
});
