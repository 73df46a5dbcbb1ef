import type { LayerView, MemberView } from '../../../src/protocol/index.js';
import { bracketed } from '../../kit/format.js';

/** A line of an archive's list: a tensor, or what several names begin with. */
export type ArchiveRow =
  | {
      readonly kind: 'group';
      /** The beginning that the names share, which tells groups apart. */
      readonly key: string;
      readonly label: string;
      readonly depth: number;
      readonly isOpen: boolean;
      readonly tensors: number;
    }
  | {
      readonly kind: 'tensor';
      readonly key: string;
      readonly label: string;
      readonly depth: number;
      readonly member: MemberView;
    };

interface Node {
  readonly children: Map<string, Node>;
  readonly members: MemberView[];
}

/** Names nest by slashes and dots; so deep at most. */
const maxDepth = 24;
/** More than fit on a screen. */
const manyMembers = 60;

/**
 * The lines of a list: names as a tree, in the order given, beginnings that lead to one place only in one line.
 * Of long lists only the outermost groups are open at first; while something is searched all are.
 * @param toggled keys of groups that are open or closed other than at first
 */
export function archiveRows(
  members: readonly MemberView[],
  search: string,
  toggled: readonly string[],
): readonly ArchiveRow[] {
  const root: Node = { children: new Map(), members: [] };
  for (const member of foundMembers(members, search)) {
    let node = root;
    for (const step of stepsOf(member.label)) {
      const child = node.children.get(step) ?? { children: new Map<string, Node>(), members: [] };
      node.children.set(step, child);
      node = child;
    }
    node.members.push(member);
  }
  const rows: ArchiveRow[] = [];
  const isLong = members.length > manyMembers;
  const changed = new Set(toggled);
  const isOpen = (key: string, depth: number): boolean =>
    search.trim() !== '' || changed.has(key) === (isLong && depth > 0);
  for (const [step, child] of root.children) addRows(rows, child, step, step, 0, isOpen);
  return rows;
}

function addRows(
  rows: ArchiveRow[],
  start: Node,
  path: string,
  name: string,
  depth: number,
  isGroupOpen: (key: string, depth: number) => boolean,
): void {
  let [node, key, label] = [start, path, name];
  while (node.members.length === 0 && node.children.size === 1) {
    const [[step, only]] = node.children;
    [node, key, label] = [only, key + step, label + step];
  }
  for (const member of node.members) rows.push({ kind: 'tensor', key: member.name, label, depth, member });
  if (node.children.size === 0) return;
  const isOpen = isGroupOpen(key, depth);
  rows.push({ kind: 'group', key, label, depth, isOpen, tensors: tensorsIn(node) - node.members.length });
  if (!isOpen) return;
  for (const [step, child] of node.children) addRows(rows, child, key + step, step, depth + 1, isGroupOpen);
}

function tensorsIn({ children, members }: Node): number {
  let count = members.length;
  for (const child of children.values()) count += tensorsIn(child);
  return count;
}

/** `model.bn1/weight` -> `model.`, `bn1/`, `weight` */
function stepsOf(name: string): readonly string[] {
  const steps = name.split(/(?<=[./])/);
  return steps.length <= maxDepth ? steps : [...steps.slice(0, maxDepth - 1), steps.slice(maxDepth - 1).join('')];
}

/** The tensors that a search leaves. */
export function foundMembers(members: readonly MemberView[], search: string): readonly MemberView[] {
  if (search.trim() === '') return members;
  const words = wordsOf(search);
  return members.filter((member) => matches(searchText(member), words));
}

/** The layers that a search leaves. */
export function foundLayers(layers: readonly LayerView[], search: string): readonly LayerView[] {
  const words = wordsOf(search);
  return layers.filter(({ label, channels, writer }) => matches(`${label} ${channels} channels ${writer}`, words));
}

/** Every word of the search somewhere. */
function matches(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

function wordsOf(search: string): readonly string[] {
  return search.toLowerCase().trim().split(/\s+/);
}

function searchText({ label, dtype = '', shape }: MemberView): string {
  return `${label} ${dtype} ${shape ? `${bracketed(shape)} ${shape.join(',')} ${shape.join('x')}` : ''}`;
}
