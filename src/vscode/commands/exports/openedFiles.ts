import { TabInputCustom, TabInputText, window, type Uri } from 'vscode';
import { fileOf, isSameFile, namedPaths, resolvePath } from '../../../session/program/paths/index.js';
import type { LiveSession } from '../../host/liveSession.js';
import { baseOf } from '../../host/sessionDocument.js';

/** Whether a file is open in a tab, or is read by this session: such a one is never written. @param also paths beside the program's */
export function isOpened(file: Uri, { uri, snapshot }: LiveSession, also: readonly string[] = []): boolean {
  const base = baseOf(uri).toString();
  const named = snapshot ? namedPaths(snapshot.program).map(({ path }) => fileOf(path)) : [];
  const batches = snapshot?.passes.map((pass) => pass.uri) ?? [];
  const tabs = window.tabGroups.all.flatMap(({ tabs: all }) =>
    all.flatMap(({ input }) =>
      input instanceof TabInputCustom || input instanceof TabInputText ? [input.uri.toString()] : [],
    ),
  );
  const read = [uri.toString(), ...batches, ...tabs, ...[...named, ...also].map((path) => resolvePath(base, path))];
  return read.some((one) => isSameFile(one, file.toString()));
}
