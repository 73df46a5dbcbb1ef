import type { CustomDocument, CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';
import type { FromPanel } from '../../protocol/index.js';
import type { LiveSession } from '../host/liveSession.js';
import type { SessionHub } from '../host/sessionHub.js';
import type { OpenEditors } from './openEditors.js';
import { TensorEditor } from './tensorEditor.js';

export interface TensorDocument extends CustomDocument {
  readonly session: LiveSession;
}

/** Shows tensors and programs in tabs. VS Code keeps one document for all tabs of a file; it holds the session. */
export class TensorEditorProvider implements CustomReadonlyEditorProvider<TensorDocument> {
  constructor(
    private readonly extension: Uri,
    private readonly hub: SessionHub,
    private readonly editors: OpenEditors,
    private readonly onHostMessage: (editor: TensorEditor, message: FromPanel['host']) => void,
  ) {}

  openCustomDocument(uri: Uri): TensorDocument {
    const lease = this.hub.lease(uri);
    return { uri, session: lease.session, dispose: () => lease.dispose() };
  }

  resolveCustomEditor({ session }: TensorDocument, panel: WebviewPanel): void {
    const editor = new TensorEditor(session, panel, this.extension, this.onHostMessage, this.hub, {
      session: (of) => this.editors.sessionChanged(of),
      activity: (of) => this.editors.viewStateChanged(of),
    });
    const registration = this.editors.add(editor);
    panel.onDidChangeViewState(() => this.editors.viewStateChanged(editor));
    panel.onDidDispose(() => {
      registration.dispose();
      editor.dispose();
    });
  }
}
