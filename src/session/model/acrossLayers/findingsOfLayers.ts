import { bySeverity } from '../../severity.js';
import type { Consequence, Finding } from '../../findings/index.js';
import type { LayerFinding, Placed } from '../layerFinding.js';
import type { ModelColumns } from '../summary.js';
import { causeOf, type Explained } from './explained.js';
import { diedBefore } from './diedBefore.js';
import { firstNonFinite } from './firstNonFinite.js';
import { handedOn, type HandingLayer } from './handedOn.js';
import { shared } from './shared.js';

/** A layer with what was found in it. */
export interface FoundLayer extends HandingLayer {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** The column of each of its passes, [passes]. */
  readonly columnOf: Uint32Array;
}

export interface FindingsOfLayers {
  readonly findings: readonly LayerFinding[];
  /** By layer: the layer that the worst of it is put down to. */
  readonly follows: ReadonlyMap<number, number>;
}

/** The findings of all layers in one list, causes first, without what follows from another layer's: that is told with its cause. */
export function findingsOfLayers(layers: readonly FoundLayer[], columns: ModelColumns): FindingsOfLayers {
  const placed = layers.flatMap(({ findings, columnOf }, layer) =>
    findings.map((finding): Placed => {
      const at = (pass: number) =>
        pass < 0 || columnOf.length === 0 ? -1 : columnOf[Math.min(pass, columnOf.length - 1)];
      return { layer, column: at(finding.pass), lastColumn: at(finding.lastPass), finding };
    }),
  );
  const alike = shared(placed);
  const explained: Explained = new Map([
    ...alike,
    ...handedOn(placed, layers, columns),
    ...diedBefore(placed, layers),
    ...firstNonFinite(placed),
  ]);
  const consequences = new Map<Placed, Consequence[]>();
  const follows = new Map<number, number>();
  for (const one of placed) {
    const cause = causeOf(one, explained);
    if (cause === one) continue;
    const told = consequences.get(cause) ?? [];
    consequences.set(cause, told);
    const { name: layer } = layers[one.layer];
    const { rule, pass, channels, channel } = one.finding;
    const which = channels ?? (channel === undefined ? undefined : Uint32Array.of(channel));
    told.push({ rule, pass, layer, ...(which && { channels: which }) });
    for (const more of one.finding.follows ?? []) told.push({ ...more, layer });
    if (cause.layer !== one.layer && !alike.has(one)) follows.set(one.layer, cause.layer);
  }
  const causes = placed.filter((one) => !explained.has(one)).sort(byUrgency);
  return {
    findings: causes.map((one) => {
      const told = [...(one.finding.follows ?? []), ...(consequences.get(one) ?? [])];
      return { ...one.finding, layer: layers[one.layer].name, ...(told.length > 0 && { follows: told }) };
    }),
    follows,
  };
}

function byUrgency(a: Placed, b: Placed): number {
  const [one, other] = [a.finding, b.finding];
  return (
    bySeverity(one.severity, other.severity) ||
    // Both may be Infinity, whose difference is NaN.
    (one.weight === other.weight ? 0 : other.weight - one.weight) ||
    a.column - b.column ||
    a.layer - b.layer ||
    (one.channel ?? -1) - (other.channel ?? -1)
  );
}
