import { budgetText } from './budgetText.js';
import type { MeasuredGroup } from './group.js';
import type { Result } from './result.js';

/** All figures of a run for people: a table for each group, the machine, and who took part. */
export function resultsMarkdown(measured: readonly MeasuredGroup[], machine: string, date: Date): string {
  const versions = [...new Set(measured.flatMap((group) => group.versions ?? []))];
  const bounded = measured.flatMap(({ results }) => results).filter(({ budget }) => budget && budget.isAim !== true);
  const met = bounded.filter((result) => result.met).length;
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; a ratio above 1 means that we are better.',
    '',
    `- Date: ${date.toISOString().slice(0, 10)}`,
    `- Machine: ${machine}`,
    `- Peers: ${versions.length > 0 ? versions.join(', ') : 'none on this machine'}`,
    `- Budgets: ${met} of ${bounded.length} met`,
    '',
    ...measured.flatMap(({ group, results, absent = [] }) => [
      `## ${group.title}`,
      '',
      group.about,
      '',
      ...table(results),
      '',
      ...absent.flatMap(({ name, why }) => [`- ${name}: not measured: ${why}`, '']),
    ]),
  ].join('\n');
}

function table(results: readonly Result[]): string[] {
  const peers = [...new Set(results.flatMap((result) => Object.keys(result.peers)))];
  const hasBudgets = results.some(({ budget }) => budget);
  const head = ['what', 'us', 'unit', ...peers.flatMap((peer) => [peer, '×']), ...(hasBudgets ? ['budget'] : [])];
  const rows = results.map((result) => [
    result.name,
    `${result.us}`,
    result.unit,
    ...peers.flatMap((peer) => [numberOf(result.peers, peer), numberOf(result.ratio, peer)]),
    ...(hasBudgets ? [budgetText(result)] : []),
  ]);
  const rule = head.map((_, column) => (column === 0 || head[column] === 'budget' ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function numberOf(figures: Readonly<Record<string, number>>, peer: string): string {
  return peer in figures ? `${figures[peer]}` : '';
}
