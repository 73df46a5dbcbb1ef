import type { Uri } from 'vscode';
import type { Lease } from '../host/sessionHub.js';
import type { Disposable } from '../lifetime.js';

/** What a debug adapter needs of what is around it. */
export interface DebugHost {
  /** The session that panels on the document show, too. */
  lease(document: Uri): Lease;
  /** Of a program's file; null of what is no program, or cannot be read. */
  textOf(document: Uri): Promise<string | null>;
  /** Shows a text that is in no file. */
  show(uri: Uri, text: string): void;
  /** Before a stop is told of: where its text is shown, no panel is covered. */
  stopIn(document: Uri, text: Uri, tell: () => void): Promise<void>;
  /** Before the first stop: the panel and the text of a program are beside each other. */
  part(document: Uri): Promise<void>;
  /** As long as it is debugged: no text of a program that VS Code opens covers a panel. */
  uncover(document: Uri): Disposable;
  /** The ids of the rules whose findings can stop a run. */
  rules(): Promise<readonly string[]>;
}
