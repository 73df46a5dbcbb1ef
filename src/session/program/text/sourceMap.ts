import { findNodeAtLocation, type Node } from 'jsonc-parser';

/** A piece of a text, in UTF-16 units from its beginning; `to` is the first one after it. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Into a program's value: `['steps', 3, 'train']`. */
export type ProgramPath = readonly (string | number)[];

/** Where in its text a program says what. */
export interface SourceMap {
  /** What is at the path; where nothing is, the innermost around it. */
  readonly rangeOf: (path: ProgramPath) => TextRange;
  /** The name of what is at the path, with its quotes; of what has none, its range. */
  readonly nameRangeOf: (path: ProgramPath) => TextRange;
  /** Of `steps[index]`. */
  readonly rangeOfStep: (index: number) => TextRange;
}

export function sourceMapOf(root: Node): SourceMap {
  const nodeAt = (path: ProgramPath): Node => {
    for (let length = path.length; length > 0; length--) {
      const node = findNodeAtLocation(root, [...path.slice(0, length)]);
      if (node) return node;
    }
    return root;
  };
  const rangeOf = (path: ProgramPath): TextRange => rangeOfNode(nodeAt(path));
  return {
    rangeOf,
    nameRangeOf: (path) => {
      const { parent, ...node } = nodeAt(path);
      return rangeOfNode(parent?.type === 'property' ? (parent.children?.[0] ?? parent) : node);
    },
    rangeOfStep: (index) => rangeOf(['steps', index]),
  };
}

export function rangeOfNode({ offset, length }: Pick<Node, 'offset' | 'length'>): TextRange {
  return { from: offset, to: offset + length };
}

/** As people count: `line 3, column 7`. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
