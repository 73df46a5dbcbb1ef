import type { Node } from 'jsonc-parser';
import { quoted } from '../../../formats/index.js';
import { rangeOfNode, type TextRange } from './sourceMap.js';

/** Why a value of a JSON text would not be what the text says, and where. */
export interface Ambiguity {
  readonly range: TextRange;
  readonly problem: string;
}

/** Names that an object has twice, and numbers that no float64 holds: JSON.parse keeps the last, and makes them infinite. */
export function ambiguitiesOf(root: Node): readonly Ambiguity[] {
  const found: Ambiguity[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const { type, children = [] } = node;
    if (type === 'number' && !Number.isFinite(node.value)) {
      found.push({ range: rangeOfNode(node), problem: 'the number does not fit in float64' });
    }
    if (type === 'object') {
      const names = new Set<unknown>();
      for (const key of children.flatMap((property) => property.children?.slice(0, 1) ?? [])) {
        const problem = `the object has ${quoted(String(key.value))} twice`;
        if (names.has(key.value)) found.push({ range: rangeOfNode(key), problem });
        names.add(key.value);
      }
    }
    for (const child of children) open.push(child);
  }
  return found.toSorted((a, b) => a.range.from - b.range.from);
}
