import type { TextDocument, Uri } from 'vscode';
import type { ProgramCheck, ProgramOutline } from '../../session/index.js';
import { unwrap } from '../host/outcome.js';
import { policyWith, rulesFor, thresholdsFor } from '../host/sessionDocument.js';
import type { WorkerLink } from '../host/workerLink.js';

/** A program's text, wherever it is. */
export type ProgramText = Pick<TextDocument, 'uri' | 'getText'>;

/** What the worker says of the text of a program. */
export class ProgramCalls {
  constructor(private readonly link: WorkerLink) {}

  /** @throws where the worker cannot answer */
  async outline(text: string): Promise<ProgramOutline> {
    return unwrap(await this.link.call((api) => api.outline(text)));
  }

  /** Looks at its files; with `run` runs it to its end. @throws where it cannot be checked at all, or was cancelled */
  async check(id: string, uri: Uri, text: string, run: boolean): Promise<ProgramCheck> {
    const request = {
      uri: uri.toString(),
      text,
      policy: policyWith([]),
      thresholds: thresholdsFor(uri),
      rules: rulesFor(uri),
      run,
    };
    return unwrap(await this.link.call((api) => api.check(id, request)));
  }

  cancel(id: string): void {
    this.link.tell((api) => api.cancel(id));
  }
}
