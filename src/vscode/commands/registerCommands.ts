import { commands, type Uri } from 'vscode';
import type { OpenEditors } from '../editor/openEditors.js';
import type { TensorEditor } from '../editor/tensorEditor.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import { showError } from '../dialogs.js';
import { log, messageOf } from '../log.js';
import { actionCommands, panelCommands } from './actionCommands.js';
import type { Browse } from './chooseTensors.js';
import { applyEdit } from './edit.js';
import { programEdits } from './editProgram.js';
import { settingsEdits } from './editSettings.js';
import type { Run } from './run.js';
import { openSamples } from './samples.js';
import { saveProgramAs } from './saveProgram.js';
import { debugSelected, debugTensor } from './tensorFiles.js';

/** Registers every command. One that fails outside a panel says so in a message; `batchnorm.run` rejects instead. */
export function registerCommands(editors: OpenEditors, extension: Uri, run: Run, browse: Browse): Disposable {
  const life = new Lifetime();
  const register = (id: string, command: (...given: unknown[]) => unknown): void => {
    const guarded = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await command(...given);
      } catch (error) {
        log().error(`${id}: ${messageOf(error)}`);
        showError(error);
        return undefined;
      }
    };
    life.own(commands.registerCommand(id, guarded));
  };
  const registerForEditor = (id: string, command: (editor: TensorEditor, given: unknown) => unknown): void =>
    register(id, (given) => {
      const editor = editors.recent;
      if (!editor) throw new Error('Open a tensor in the BatchNorm Debugger first.');
      if (!editor.isActive) editor.reveal();
      return command(editor, given);
    });

  life.own(commands.registerCommand('batchnorm.run', run));
  register('batchnorm.debugTensor', debugTensor);
  register('batchnorm.debugSelected', (clicked, selection) => debugSelected(browse, clicked, selection));
  register('batchnorm.openSamples', () => openSamples(extension));
  register('batchnorm.showLog', () => log().show());
  for (const [id, action] of Object.entries(actionCommands)) {
    registerForEditor(id, ({ session }) => session.act(action));
  }
  for (const [id, command] of Object.entries(panelCommands)) {
    registerForEditor(id, (editor) => editor.command(command));
  }
  for (const [id, edit] of Object.entries({ ...programEdits, ...settingsEdits })) {
    registerForEditor(id, ({ session }, given) => applyEdit(edit, session, given));
  }
  registerForEditor('batchnorm.cancel', ({ session }) => session.cancel());
  registerForEditor('batchnorm.backToArchive', ({ session }) => session.choose({}));
  registerForEditor('batchnorm.revert', ({ session }) => session.revert());
  registerForEditor('batchnorm.saveProgram', ({ session }, given) => saveProgramAs(session, given));
  return life;
}
