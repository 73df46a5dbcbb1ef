import { debug, Uri, ViewColumn, window } from 'vscode';
import { isProgram } from '../../session/program/paths/index.js';
import type { LiveSession } from '../host/liveSession.js';
import type { SessionFace, SessionFaces } from '../host/sessionFace.js';
import type { SessionHub } from '../host/sessionHub.js';
import { showError } from '../dialogs.js';
import { log } from '../log.js';
import { debugType } from '../ids.js';
import { messageOf } from '../messageOf.js';
import { actionCommands, panelCommands } from './actionCommands.js';
import type { Browse } from './chooseTensors.js';
import type { Command, Commands } from './command.js';
import { compareCheckpoints } from './compareCheckpoints.js';
import { applyEdit } from './edit.js';
import { branchEdits } from './editBranches.js';
import { programEdits } from './editProgram.js';
import { settingsEdits } from './editSettings.js';
import { addRecorder, copyRecorderSnippet } from './recorder.js';
import type { Run } from './run.js';
import { guarded } from './guarded.js';
import { exportCommands, exportFrom, exportReport } from './exports/index.js';
import { openSampleModel, openSamples } from './samples.js';
import { saveProgramAs } from './saveProgram.js';
import { debugSelected, debugTensor, openPanel, openTensorFile } from './tensorFiles.js';

/** Commands by their ids. One that fails outside a panel says so in a message; `batchnorm.run` rejects instead. */
export function commandTable(faces: SessionFaces, hub: SessionHub, extension: Uri, run: Run, browse: Browse): Commands {
  const table = new Map<string, Command>();
  const register = (id: string, command: Command): void => {
    const tell = (error: unknown): void => {
      log().error(`${id}: ${messageOf(error)}`);
      showError(error);
    };
    table.set(id, guarded(command, tell));
  };
  const registerForFace = (id: string, command: (face: SessionFace, given: unknown) => unknown): void =>
    register(id, (given) => {
      const face = faces.recent;
      if (!face) throw new Error('Open a tensor in the BatchNorm Debugger first.');
      if (face.panel?.isActive === false) face.panel.reveal();
      return command(face, given);
    });
  const registerForSession = (id: string, command: (session: LiveSession, given: unknown) => unknown): void =>
    registerForFace(id, ({ session }, given) => command(session, given));

  // VS Code hands over what it was called with, which `run` checks.
  table.set('batchnorm.run', run as Command);
  register('batchnorm.debugTensor', debugTensor);
  register('batchnorm.openInPanel', async (given, beside) => {
    const program = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
    if (!program || !isProgram(program.toString())) throw new Error('Open a program (*.bn.json) first.');
    // Its stops are shown in the text, which the panel is not to cover.
    const isDebugged = debug.activeDebugSession?.type === debugType;
    await openPanel(program, faces.on(program)?.panel, beside === true || isDebugged ? ViewColumn.Beside : undefined);
  });
  register('batchnorm.openTensorFile', openTensorFile);
  register('batchnorm.debugSelected', (clicked, selection) => debugSelected(browse, clicked, selection));
  register('batchnorm.compareCheckpoints', (given, other) => compareCheckpoints(hub, faces, browse, given, other));
  register('batchnorm.openSamples', () => openSamples(extension));
  register('batchnorm.openSampleModel', () => openSampleModel(extension));
  register('batchnorm.addRecorder', (folder) => addRecorder(extension, folder));
  register('batchnorm.copyRecorderSnippet', copyRecorderSnippet);
  register('batchnorm.showLog', () => log().show());
  for (const [id, action] of Object.entries(actionCommands)) {
    registerForSession(id, (session) => session.act(action));
  }
  for (const [id, command] of Object.entries(panelCommands)) {
    registerForFace(id, ({ panel }) => {
      if (!panel) throw new Error('Open the tensor in the BatchNorm Debugger: this is shown there.');
      panel.command(command);
    });
  }
  for (const [id, edit] of Object.entries({ ...programEdits, ...settingsEdits, ...branchEdits })) {
    registerForSession(id, (session, given) => applyEdit(edit, session, given));
  }
  registerForSession('batchnorm.undo', (session) => session.turn('undo'));
  registerForSession('batchnorm.redo', (session) => session.turn('redo'));
  registerForSession('batchnorm.cancel', (session) => session.cancel());
  registerForSession('batchnorm.pause', (session) => session.pause());
  registerForSession('batchnorm.backToArchive', (session) => session.choose({ isListed: true }));
  registerForSession('batchnorm.revert', (session) => session.revert());
  registerForSession('batchnorm.saveProgram', (session, given) => saveProgramAs(session, given));
  for (const [id, requestOf] of Object.entries(exportCommands)) {
    registerForSession(id, (session, given) => exportFrom(session, requestOf(session), given));
  }
  // Its pictures come from the panel, where one is open.
  registerForFace('batchnorm.exportReport', ({ panel, session }, given) => {
    if (panel && !(given instanceof Uri)) panel.command('exportReport');
    else return exportReport(session, [], given);
    return undefined;
  });
  return table;
}
