import type { PassReport, SessionReport } from '../../session/index.js';
import { textTable } from './textTable.js';

/** A report for people: a line a pass, then the findings. */
export function reportTable(report: SessionReport): string {
  const { convention, channels, channelAxis, passes, findings } = report;
  const head = ['pass', 'mode', 'batch', 'shape', 'N', 'result'];
  const rows = passes.map((pass, index) => [
    String(index + 1),
    pass.mode,
    pass.batch,
    `[${pass.shape.join(', ')}]`,
    String(pass.count),
    resultOf(pass),
  ]);
  return [
    `${convention}, ${channels} channels on axis ${channelAxis}`,
    '',
    textTable(head, rows),
    '',
    findingsHead(findings.length),
    ...findings.map(({ severity, rule, pass, channel, message }) => {
      const where = channel === undefined ? 'all channels' : `channel ${channel}`;
      const when = pass < 0 ? 'initial state' : `pass ${pass + 1}`;
      return `${severity}: ${where}, ${when}: ${message} (${rule})`;
    }),
  ].join('\n');
}

function findingsHead(count: number): string {
  if (count === 0) return 'No findings.';
  return count === 1 ? '1 finding:' : `${count} findings:`;
}

function resultOf({ error, expect, expectGrad, stateAfter, nonFinite }: PassReport): string {
  const state = comparedText('state', stateAfter);
  if (error !== undefined) return `refused: ${error}${state}`;
  const total = nonFinite?.reduce((sum, count) => sum + count, 0);
  const finite = total === undefined ? '' : total === 0 ? 'all finite' : `${total} not finite`;
  return `${finite}${comparedText('output', expect)}${comparedText('gradient', expectGrad)}${state}`;
}

function comparedText(what: string, compared: PassReport['expect']): string {
  if (!compared) return '';
  const { passed, maxAbsError, problem } = compared;
  if (problem !== undefined) return `, expected ${what} not compared: ${problem}`;
  return `, expected ${what} ${passed ? 'matches' : 'differs'} (max error ${maxAbsError.toPrecision(3)})`;
}
