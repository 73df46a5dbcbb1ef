import { Range, type TextDocument } from 'vscode';
import { isProgram } from '../../session/program/paths/index.js';
import { programScheme } from '../ids.js';
import type { TextRange } from '../../session/index.js';

/** Which documents are programs that somebody writes, as VS Code selects them. */
export const programSelector = [{ pattern: '**/*.bn.json' }];

export function isProgramDocument({ uri }: Pick<TextDocument, 'uri'>): boolean {
  return uri.scheme !== programScheme && uri.scheme !== 'git' && isProgram(uri.toString());
}

/** Where in the document. */
export function rangeIn(document: TextDocument, { from, to }: TextRange): Range {
  return new Range(document.positionAt(from), document.positionAt(to));
}
