import { commands, env, Uri } from 'vscode';
import type { FromPanel } from '../../protocol/index.js';
import { filesAmong } from '../../session/program/paths/index.js';
import type { TensorEditor } from '../editor/tensorEditor.js';
import { showError } from '../dialogs.js';
import { baseOf } from '../host/sessionDocument.js';
import { saveProgramAs } from './saveProgram.js';
import { chooseTensors } from './chooseTensors.js';
import { applyEdit, filesIn } from './edit.js';
import { exportCharts, exportFrom, exportReport } from './exports/index.js';
import { programEdits } from './editProgram.js';
import { chooseExpected } from './chooseExpected.js';
import { chooseOther } from './compareCheckpoints.js';
import { loadLayer, openMember, runLayer, runMembers } from './layers.js';
import { learnMore } from './learnMore.js';
import { openWalkthrough } from './openWalkthrough.js';

/** The panel's buttons whose effect is in VS Code. */
export function onHostMessage(editor: TensorEditor, message: FromPanel['host']): void {
  answer(editor, message).catch((error: unknown) => showError(error));
}

async function answer(editor: TensorEditor, message: FromPanel['host']): Promise<void> {
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
    case 'openWalkthrough':
      await openWalkthrough();
      return;
    case 'learnMore':
      return learnMore(message.rule);
    case 'openTensor': {
      const { member, part, layer, channelAxis } = message;
      const also = { ...(part !== undefined && { part }), ...(channelAxis !== undefined && { channelAxis }) };
      if (member === undefined) await session.chooseAlso(also);
      else await openMember(session, { member, ...also }, layer);
      return;
    }
    case 'backToArchive':
      await session.choose({ isListed: true });
      return;
    case 'showLayers':
      await session.choose({});
      return;
    case 'runMembers':
      return runMembers(session, message.members, message.layer);
    case 'openLayer':
      editor.openLayer(message.layer, message.column, message.channel);
      return;
    case 'neighbourLayer':
      editor.neighbourLayer(message.by);
      return;
    case 'backToModel':
      editor.backToModel();
      return;
    case 'modelChannels':
      return editor.modelChannels(message.layer);
    case 'modelChannel': {
      const { layer, column, channel } = message;
      return editor.modelChannel({ layer, column, channel });
    }
    case 'runFiles': {
      const title = `Run through ${session.model?.layers.at(message.layer)?.name ?? 'the layer'}`;
      const uris = await chooseTensors({ title, canSelectMany: true, folder }, session.browse);
      if (uris.length === 0) return;
      editor.openLayer(message.layer, null);
      const action = { kind: 'addBatches', uris } as const;
      await editor.session.act(action, filesIn(action));
      return;
    }
    case 'stateChannels':
      return editor.stateChannels(message.layer);
    case 'compareStates': {
      const { file } = message;
      const other = file === undefined ? await chooseOther(session.uri) : Uri.joinPath(folder, file);
      if (other) await session.compareStates(other);
      return;
    }
    case 'endComparison':
      await session.compareStates(undefined);
      return;
    case 'swapStates': {
      const { comparedWith, uri } = session;
      if (comparedWith !== undefined) {
        await commands.executeCommand('batchnorm.compareCheckpoints', Uri.parse(comparedWith, true), uri);
      }
      return;
    }
    case 'setRules':
      await session.setRules(message.rules);
      return;
    case 'runLayer':
      await runLayer(session, message.layer);
      return;
    case 'chooseBatches':
      return applyEdit(programEdits['batchnorm.addBatches'], session);
    case 'chooseLayer':
      return applyEdit(loadLayer, session);
    case 'chooseState': {
      const tensor = (await chooseTensors({ title: `Load ${message.name}`, folder }, session.browse)).at(0);
      if (tensor === undefined) return;
      const action = { kind: 'configure', settings: { state: { [message.name]: tensor } } } as const;
      await session.act(action, filesIn(action));
      return;
    }
    case 'chooseExpected':
      await chooseExpected(session, message.pass, message.of);
      return;
    case 'chooseFold': {
      const { role } = message;
      const path = (await chooseTensors({ title: `Choose ${role}`, folder }, session.browse)).at(0);
      if (path === undefined) return;
      await session.act({ kind: 'allow' }, filesAmong([path]));
      editor.chosen({ role, path });
      return;
    }
    case 'exportCharts':
      await exportCharts(session, message.charts);
      return;
    case 'exportReport':
      await exportReport(session, message.charts);
      return;
    case 'export':
      await exportFrom(session, message.request);
      return;
    default:
      return message satisfies never;
  }
}
