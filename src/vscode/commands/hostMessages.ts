import { env, Uri, window } from 'vscode';
import type { FromPanel } from '../../protocol/index.js';
import type { TensorEditor } from '../editor/tensorEditor.js';
import { messageOf } from '../log.js';
import { baseOf } from '../session/sessionDocument.js';
import { saveProgramAs } from './saveProgram.js';
import { chooseTensors } from './tensorFiles.js';

/** The panel's buttons whose effect is in VS Code. */
export function onHostMessage(editor: TensorEditor, message: FromPanel['host']): void {
  carryOut(editor, message).catch((error: unknown) => void window.showErrorMessage(messageOf(error)));
}

async function carryOut(editor: TensorEditor, message: FromPanel['host']): Promise<void> {
  const { session } = editor;
  const folder = baseOf(session.uri);
  switch (message.kind) {
    case 'openWith':
      return editor.openWith();
    case 'copy':
      return env.clipboard.writeText(message.text);
    case 'retry':
      await session.retry();
      return;
    case 'saveProgram':
      await saveProgramAs(session);
      return;
    case 'chooseBatches': {
      const uris = await chooseTensors({ title: 'Add Batches', canSelectMany: true, folder });
      if (uris.length > 0) await session.act({ kind: 'addBatches', uris: uris.map(String) });
      return;
    }
    case 'chooseState': {
      const [file] = await chooseTensors({ title: `Load ${message.name}`, folder });
      if (file instanceof Uri) {
        await session.act({ kind: 'configure', settings: { state: { [message.name]: file.toString() } } });
      }
      return;
    }
    default:
      return message satisfies never;
  }
}
