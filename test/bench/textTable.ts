import { budgetText } from './budgetText.js';
import type { Absent } from './figures.js';
import type { Result } from './result.js';

/** The figures of a group for a terminal, a line each; then what is absent, and why. */
export function textTable(title: string, results: readonly Result[], absent: readonly Absent[] = []): string {
  const rows = results.map((result) => [
    result.name,
    `${result.us} ${result.unit}`,
    Object.entries(result.peers)
      .map(([peer, value]) => `${peer} ${value} (× ${result.ratio[peer]})`)
      .join(', '),
    budgetText(result),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column].length)));
  const lines = rows.map(([name, us, peers, budget]) =>
    `${name.padEnd(widths[0])}  ${us.padStart(widths[1])}  ${peers.padEnd(widths[2])}  ${budget}`.trimEnd(),
  );
  const missing = absent.map(({ name, why }) => `${name}: not measured: ${why}`);
  return `\n${[title, ...lines, ...missing].join('\n')}`;
}
