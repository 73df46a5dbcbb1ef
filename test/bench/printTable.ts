import { budgetText } from './budgetText.js';
import type { Result } from './result.js';

export function printTable(title: string, results: readonly Result[]): void {
  const rows = results.map((result) => [
    result.name,
    `${result.us} ${result.unit}`,
    Object.entries(result.peers)
      .map(([peer, value]) => `${peer} ${value} (× ${result.ratio[peer]})`)
      .join(', '),
    budgetText(result),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column].length)));
  console.log(`\n${title}`);
  for (const [name, us, peers, budget] of rows) {
    const line = `${name.padEnd(widths[0])}  ${us.padStart(widths[1])}  ${peers.padEnd(widths[2])}  ${budget}`;
    console.log(line.trimEnd());
  }
}
