import type { PassSummary } from '../../../src/protocol/index.js';
import type { ChannelHistory } from '../../../src/session/index.js';
import type { TableContent } from '../../charts/hiddenTable.js';
import { percent, significant } from '../../kit/format.js';

/** The numbers that the chart of running averages draws. */
export function historyTable(history: ChannelHistory, passes: readonly PassSummary[]): TableContent {
  const number = (value: number): string => significant(value, 4);
  const row = (index: number): string[] => [
    index === 0 ? 'init' : `${index} ${passes[index - 1]?.mode ?? ''}`,
    index === 0 ? '' : number(history.batchMean[index - 1]),
    index === 0 ? '' : number(history.batchVar[index - 1]),
    number(history.runningMean[index]),
    number(history.runningVar[index]),
    percent(history.initialWeight[index]),
  ];
  return {
    caption: `Running averages of channel ${history.channel}`,
    heads: ['pass', 'batch mean', 'batch variance', 'running mean', 'running variance', 'weight of the initial value'],
    rowCount: history.runningMean.length,
    row,
  };
}
