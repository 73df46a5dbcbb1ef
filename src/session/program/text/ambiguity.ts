import type { Node } from 'jsonc-parser';
import { quoted } from '../../../formats/index.js';

/** Why a value of a JSON text would not be what the text says, and at which character. */
export interface Ambiguity {
  readonly offset: number;
  readonly problem: string;
}

/** The first name that an object has twice, or number that no float64 holds: JSON.parse keeps the last, and makes it infinite. */
export function firstAmbiguity(root: Node): Ambiguity | undefined {
  const found: Ambiguity[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const { type, offset, children = [] } = node;
    if (type === 'number' && !Number.isFinite(node.value)) {
      found.push({ offset, problem: 'the number does not fit in float64' });
    }
    if (type === 'object') {
      const names = new Set<unknown>();
      for (const key of children.flatMap((property) => property.children?.slice(0, 1) ?? [])) {
        const problem = `the object has ${quoted(String(key.value))} twice`;
        if (names.has(key.value)) found.push({ offset: key.offset, problem });
        names.add(key.value);
      }
    }
    for (const child of children) open.push(child);
  }
  return found.toSorted((a, b) => a.offset - b.offset).at(0);
}
