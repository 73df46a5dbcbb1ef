/** A label of at most so many characters. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1)).trimEnd()}…`;
}

/** Least distance between the middles of two labels of 11 px. */
export const labelPitch = 13;

/**
 * Positions of labels that would overlap, pushed apart to `pitch` and held within [low, high] where they fit; each stays
 * as near to where it wants to be as its neighbours let it. Equal wishes keep their order.
 */
export function pushApart(
  wanted: readonly number[],
  low: number,
  high: number,
  pitches: number | readonly number[] = labelPitch,
): number[] {
  const pitchOf = (index: number): number => (typeof pitches === 'number' ? pitches : pitches[index]);
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a] - wanted[b] || a - b);
  // Labels that touch form a block, placed so that the squared distances from their wishes are least.
  interface Block {
    readonly members: number[];
    /** Sum over members of wish minus offset within the block. */
    sum: number;
    height: number;
  }
  const startOf = (block: Block): number =>
    Math.max(low, Math.min(high - block.height, block.sum / block.members.length));
  const blocks: Block[] = [];
  for (const index of order) {
    let block: Block = { members: [index], sum: wanted[index], height: 0 };
    for (let before = blocks.at(-1); before; before = blocks.at(-1)) {
      const gap = pitchOf(before.members[before.members.length - 1]);
      if (startOf(before) + before.height + gap <= startOf(block)) break;
      blocks.pop();
      const offset = before.height + gap;
      block = {
        members: [...before.members, ...block.members],
        sum: before.sum + block.sum - offset * block.members.length,
        height: offset + block.height,
      };
    }
    blocks.push(block);
  }
  const placed = new Array<number>(wanted.length);
  for (const block of blocks) {
    let at = startOf(block);
    for (const index of block.members) {
      placed[index] = at;
      at += pitchOf(index);
    }
  }
  return placed;
}
