import { findNodeAtLocation, getLocation, parseTree, type Location } from 'jsonc-parser';
import type { Uri } from 'vscode';
import {
  CompletionItem,
  CompletionItemKind,
  FileType,
  Range,
  workspace,
  type CompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { isTensorFile } from '../../session/program/paths/index.js';
import type { Browse } from '../commands/chooseTensors.js';
import { baseOf, uriAt } from '../host/sessionDocument.js';

/** Entries of a folder that are offered at most. */
const mostEntries = 500;

/** Where a program names a tensor's file; `*` stands for an index or a name. */
const filePlaces = [
  ['steps', '*', 'train'],
  ['steps', '*', 'train', '*'],
  ['steps', '*', 'eval'],
  ['steps', '*', 'expect'],
  ['steps', '*', 'gradOutput'],
  ['steps', '*', 'expectGrad'],
  ['steps', '*', 'stateAfter', '*'],
  ['steps', '*', 'set', '*'],
  ['steps', '*', 'recorded'],
  ['steps', '*', 'tensors'],
  ['state', '*'],
  ['layers', '*', 'program'],
];
const numberPlaces = new Set(['eps', 'momentum', 'numBatchesTracked']);

/** Names of files where a program names one, and of an archive's tensors where it names a member. */
export class ProgramCompletion implements CompletionItemProvider {
  constructor(private readonly browse: Browse) {}

  async provideCompletionItems(document: TextDocument, position: Position): Promise<CompletionItem[]> {
    const location = getLocation(document.getText(), document.offsetAt(position));
    const { path, isAtPropertyKey, previousNode: node } = location;
    if (isAtPropertyKey || node?.type !== 'string') return [];
    const range = inside(document, node);
    if (path.at(-1) === 'member') return this.#members(document, location, range);
    const place = path.at(-1) === 'file' ? path.slice(0, -1) : path;
    if (numberPlaces.has(String(place.at(-1))) || !filePlaces.some((one) => fits(place, one))) return [];
    const written = document.getText(range.with({ end: position }));
    return filesAt(document.uri, written, range.with({ start: position.translate(0, -lastName(written).length) }));
  }

  async #members(document: TextDocument, { path }: Location, range: Range): Promise<CompletionItem[]> {
    const program: unknown = getNode(document.getText(), [...path.slice(0, -1), 'file']);
    if (typeof program !== 'string') return [];
    const { members } = await this.browse(uriAt(baseOf(document.uri), program));
    return members.slice(0, mostEntries).map(({ label, shape, dtype }) => {
      const item = new CompletionItem(label, CompletionItemKind.Field);
      item.detail = [dtype ?? '', shape ? `[${shape.join(', ')}]` : ''].join(' ').trim();
      item.range = range;
      item.insertText = escaped(label);
      item.filterText = label;
      return item;
    });
  }
}

async function filesAt(program: Uri, written: string, range: Range): Promise<CompletionItem[]> {
  const folder = uriAt(baseOf(program), written.slice(0, written.length - lastName(written).length) || '.');
  let entries: readonly (readonly [string, FileType])[];
  try {
    entries = await workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
  return entries
    .filter(([name, type]) => !name.startsWith('.') && ((type & FileType.Directory) !== 0 || isOffered(name)))
    .slice(0, mostEntries)
    .map(([name, type]) => {
      const isFolder = (type & FileType.Directory) !== 0;
      const item = new CompletionItem(name, isFolder ? CompletionItemKind.Folder : CompletionItemKind.File);
      item.range = range;
      item.insertText = escaped(isFolder ? `${name}/` : name);
      item.sortText = `${isFolder ? 1 : 0}${name}`;
      if (isFolder) item.command = { title: 'Names in it', command: 'editor.action.triggerSuggest' };
      return item;
    });
}

function isOffered(name: string): boolean {
  return isTensorFile(name) || name.endsWith('.bn.json');
}

function lastName(written: string): string {
  return written.slice(written.lastIndexOf('/') + 1);
}

/** As JSON writes it between its quotes. */
function escaped(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}

/** Between the quotes of a string, as far as it goes: one that is being typed has no end. */
function inside(
  document: TextDocument,
  { offset, length }: { readonly offset: number; readonly length: number },
): Range {
  const text = document.getText(new Range(document.positionAt(offset), document.positionAt(offset + length)));
  const isClosed = text.length > 1 && text.endsWith('"');
  return new Range(document.positionAt(offset + 1), document.positionAt(offset + length - (isClosed ? 1 : 0)));
}

function fits(path: readonly (string | number)[], pattern: readonly string[]): boolean {
  return path.length === pattern.length && pattern.every((part, index) => part === '*' || part === path[index]);
}

function getNode(text: string, path: readonly (string | number)[]): unknown {
  const tree = parseTree(text);
  const node = tree && findNodeAtLocation(tree, [...path]);
  return node?.value;
}
