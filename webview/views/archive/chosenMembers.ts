import type { ArchiveView, LayerView, MemberView } from '../../../src/protocol/index.js';
import { bracketed, count, counted } from '../../kit/format.js';
import { obstacle } from './memberText.js';

/** Tensors that were chosen to run as batches. */
export interface ChosenMembers {
  readonly all: readonly MemberView[];
  /** Those that run, in the natural order of their names. */
  readonly fitting: readonly MemberView[];
  /** Why the others do not, as a sentence; null where all do. */
  readonly leftOut: string | null;
}

const mostNamed = 3;

/** Whether a tensor can run as it is. Of items that are no real numbers a part has to be chosen first. */
export function isChoosable(member: MemberView): boolean {
  return obstacle(member) === null && !member.parts;
}

/**
 * What of the chosen tensors can be one program: all have as many channels on the axis that the first one has them on.
 * @param layer that they are to run through
 */
export function chosenMembers(
  { members, channelAxis = 1 }: Pick<ArchiveView, 'members' | 'channelAxis'>,
  names: readonly string[],
  layer: Pick<LayerView, 'channels' | 'channelAxis' | 'label'> | undefined,
): ChosenMembers {
  const wanted = new Set(names);
  const all = members.filter((member) => wanted.has(member.name) && isChoosable(member));
  const shapes = all.flatMap(({ shape }) => (shape ? [shape] : []));
  const usual = layer?.channelAxis ?? channelAxis;
  const axis = (layer && axisOf(shapes, layer.channels, usual)) ?? onShape(usual, shapes.at(0) ?? []);
  const channels = layer?.channels ?? mostFrequent(shapes.map((shape) => shape.at(axis)));
  // Where headers were not read, the pass will tell.
  const fits = ({ shape }: MemberView): boolean => !shape || shape.at(axis) === channels;
  const others = all.filter((member) => !fits(member));
  const whose = layer ? `${layer.label} has` : 'the others have';
  const leftOut = others.slice(0, mostNamed).map(({ label, shape = [] }) => {
    const found = shape.at(axis);
    return `${label} ${bracketed(shape)} has ${found === undefined ? `no axis ${axis}` : `${count(found)} on axis ${axis}`}`;
  });
  const more = others.length > mostNamed ? ` and ${counted(others.length - mostNamed, 'more tensor')}` : '';
  return {
    all,
    fitting: all.filter(fits),
    leftOut:
      others.length === 0
        ? null
        : `Left out, since ${whose} ${counted(channels ?? 0, 'channel')}: ${leftOut.join('; ')}${more}.`,
  };
}

/** The axis that the first tensor with so many channels has them on: the usual one, or the only other. */
function axisOf(shapes: readonly (readonly number[])[], channels: number, usual: number): number | undefined {
  for (const shape of shapes) {
    const axis = onShape(usual, shape);
    if (shape.at(axis) === channels) return axis;
    const others = [...shape.keys()].filter((at) => at > 0 && shape[at] === channels);
    if (others.length === 1) return others[0];
  }
  return undefined;
}

function onShape(axis: number, { length }: readonly number[]): number {
  return axis < 0 ? Math.max(0, length + axis) : axis;
}

/** Of as frequent ones the first. */
function mostFrequent(sizes: readonly (number | undefined)[]): number | undefined {
  const counts = new Map<number, number>();
  for (const size of sizes) if (size !== undefined) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).at(0)?.[0];
}
