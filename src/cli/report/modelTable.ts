import type { LayerReport, ModelReport } from '../../session/index.js';
import { textTable } from './textTable.js';

/** A model's report for people: findings, causes first; then a line a layer, those first that have the worst. */
export function modelTable({ layers, findings, notices = [] }: ModelReport): string {
  const placeOf = new Map<string, number>();
  findings.forEach(({ layer }, place) => placeOf.set(layer, placeOf.get(layer) ?? place));
  const explained = new Map(
    findings.flatMap((one) => (one.follows ?? []).map(({ layer }) => [layer, one.layer] as const)),
  );
  const ranked = layers.toSorted((a, b) => (placeOf.get(a.name) ?? Infinity) - (placeOf.get(b.name) ?? Infinity) || 0);
  const hasMoved = layers.some(({ moved }) => moved);
  const heads = ['layer', 'channels', 'passes', ...(hasMoved ? movedHeads : []), 'findings'];
  const rows = ranked.map((layer) => [
    layer.name,
    `${layer.report.channels}`,
    `${layer.passCount}`,
    ...(hasMoved ? movedCells(layer) : []),
    layer.problem ?? foundIn(layer, findings, explained.get(layer.name)),
  ]);
  return [
    `${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}, ${layers.reduce((sum, { passCount }) => sum + passCount, 0)} passes`,
    ...notices,
    '',
    findings.length === 0
      ? 'No findings.'
      : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}, causes first:`,
    ...findings.map(findingLine),
    '',
    textTable(heads, rows),
  ].join('\n');
}

type ModelFinding = ModelReport['findings'][number];

function findingLine({ severity, layer, rule, pass, channel, channels, message, follows = [] }: ModelFinding): string {
  const which =
    channel !== undefined ? `channel ${channel}` : channels ? `${channels.length} channels` : 'all channels';
  const when = pass < 0 ? '' : `, pass ${pass + 1}`;
  const others = new Set(follows.flatMap((one) => (one.layer === undefined || one.layer === layer ? [] : [one.layer])));
  const more = others.size === 0 ? '' : ` ${others.size} ${others.size === 1 ? 'layer follows' : 'layers follow'}.`;
  return `${severity}: ${layer}, ${which}${when}: ${message}${more} (${rule})`;
}

function foundIn({ name }: LayerReport, findings: readonly ModelFinding[], cause: string | undefined): string {
  const own = findings.filter(({ layer }) => layer === name).map(({ rule }) => rule);
  const counted = [...new Set(own)].map((rule) => {
    const count = own.filter((one) => one === rule).length;
    return count === 1 ? rule : `${rule} (${count})`;
  });
  if (cause !== undefined && cause !== name) counted.push(`follows from ${cause}`);
  return counted.join(', ');
}

const movedHeads = ['mean, σ', 'variance', 'updates', 'γ', 'β'];

function movedCells({ moved }: LayerReport): readonly string[] {
  if (!moved) return ['only here', '', '', '', ''];
  const { meanSigma, varRatio, updates, gammaMoved, betaMoved } = moved;
  const sized = (value: number) => (value === 0 ? 'same' : value.toPrecision(3));
  return [
    sized(meanSigma),
    varRatio === 1 ? 'same' : `× ${varRatio.toPrecision(3)}`,
    updates === null ? '?' : `${updates}`,
    sized(gammaMoved),
    sized(betaMoved),
  ];
}
