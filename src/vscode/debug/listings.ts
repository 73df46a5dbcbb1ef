import type { DebugProtocol as Protocol } from '@vscode/debugprotocol';
import { EventEmitter, Uri, type TextDocumentContentProvider } from 'vscode';
import { nameOf, programSuffix } from '../../session/program/paths/index.js';
import type { SourceKey } from '../../session/index.js';
import { listingScheme, programScheme } from '../ids.js';
import type { Disposable } from '../lifetime.js';

const algorithmSuffix = '.bn.py';
const notDebugged = '# The text of this is there while its program is debugged.\n';

/** The texts of debug sessions, read-only. They stay when a session has ended: its breakpoints are in them. */
export class Listings implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #onDidChange = new EventEmitter<Uri>();
  readonly onDidChange = this.#onDidChange.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? notDebugged;
  }

  set(uri: Uri, text: string): void {
    const key = uri.toString();
    if (this.#texts.get(key) === text) return;
    this.#texts.set(key, text);
    this.#onDidChange.fire(uri);
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}

/** Where the text is that frames and breakpoints of a document are in: its own file, or one of ours. */
export function sourceUri(document: Uri, key: SourceKey): Uri {
  const name = nameOf(document.toString());
  const isFile = document.scheme !== programScheme && name.endsWith(programSuffix);
  if (key === 'program' && isFile) return document;
  const own = key === 'program' ? `${name.replace(programSuffix, '')}${programSuffix}` : `${key}${algorithmSuffix}`;
  return Uri.from({ scheme: listingScheme, path: `/${name}/${own}`, query: document.toString() });
}

/** The same, as the debug protocol has it. */
export function sourceOf(document: Uri, key: SourceKey): Protocol.Source {
  const uri = sourceUri(document, key);
  return { name: uri.path.replace(/^.*\//, ''), path: uri.scheme === 'file' ? uri.fsPath : uri.toString() };
}

/** Which text of a document a path of the debug protocol means: a file's path, or a URI. */
export function sourceKeyOf(document: Uri, path: string): SourceKey | undefined {
  const uri = /^[a-z][a-z0-9+.-]+:/i.test(path) && !/^[a-z]:[\\/]/i.test(path) ? Uri.parse(path) : Uri.file(path);
  return (['program', 'train', 'eval'] as const).find((key) => {
    const known = sourceUri(document, key);
    // How the other side reaches a file, its scheme says, and need not be how we do.
    return known.path === uri.path && known.query === uri.query;
  });
}
