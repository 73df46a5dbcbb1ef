import { TabInputCustom, TabInputText, window, type Uri } from 'vscode';
import { isSameFile } from '../../../session/program/paths/index.js';
import type { LiveSession } from '../../host/liveSession.js';
import { baseOf } from '../../host/sessionDocument.js';
import { readFiles } from './readFiles.js';

/** Whether a file is open in a tab, or is read by this session: such a one is never written. @param also paths beside the program's */
export function isOpened(file: Uri, { uri, snapshot }: LiveSession, also: readonly string[] = []): boolean {
  const tabs = window.tabGroups.all.flatMap(({ tabs: all }) =>
    all.flatMap(({ input }) =>
      input instanceof TabInputCustom || input instanceof TabInputText ? [input.uri.toString()] : [],
    ),
  );
  const read = [uri.toString(), ...tabs, ...readFiles(snapshot, baseOf(uri).toString(), also)];
  return read.some((one) => isSameFile(one, file.toString()));
}
