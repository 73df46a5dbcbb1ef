import type { PassReport, SessionReport } from '../../session/index.js';

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
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return [
    `${convention}, ${channels} channels on axis ${channelAxis}`,
    '',
    line(head),
    ...rows.map(line),
    '',
    findings.length === 0 ? 'No findings.' : `${findings.length} findings:`,
    ...findings.map(({ severity, rule, pass, channel, message }) => {
      const where = channel === undefined ? 'all channels' : `channel ${channel}`;
      return `${severity}: ${where}, pass ${pass + 1}: ${message} (${rule})`;
    }),
  ].join('\n');
}

function resultOf({ error, expect, nonFinite }: PassReport): string {
  if (error !== undefined) return `refused: ${error}`;
  const total = nonFinite.reduce((sum, count) => sum + count, 0);
  const finite = total === 0 ? 'all finite' : `${total} not finite`;
  if (!expect) return finite;
  if (expect.problem !== undefined) return `${finite}, expected output not compared: ${expect.problem}`;
  return `${finite}, expected output ${expect.passed ? 'matches' : 'differs'} (max error ${expect.maxAbsError.toPrecision(3)})`;
}
