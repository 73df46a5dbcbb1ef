import { TabInputText, window, type Tab, type TabGroup, type Uri } from 'vscode';
import type { Disposable } from '../lifetime.js';
import { columnAmong, isPanel, isText, isTextOf } from './panelTabs.js';

/**
 * While a program is debugged: where a panel is the active editor, VS Code opens the text of a frame of the call stack, or
 * of a breakpoint, that is clicked over the panel. It goes beside it, as the text of a stop does. What a user has brought
 * there himself, by dragging it or instead of the panel, stays.
 */
export function uncoverPanels(document: Uri): Disposable {
  const inFront = new WeakMap<TabGroup, Tab | undefined>();
  const remember = (): void => {
    for (const group of window.tabGroups.all) inFront.set(group, group.activeTab);
  };
  remember();
  return window.tabGroups.onDidChangeTabs(({ opened }) => {
    for (const tab of opened) {
      if (isTextOf(tab, document) && isPanel(inFront.get(tab.group))) void goBeside(tab, document);
    }
    remember();
  });
}

async function goBeside(tab: Tab, document: Uri): Promise<void> {
  const { group, input } = tab;
  if (!(input instanceof TabInputText)) return;
  const text = input.uri;
  const others = (): readonly TabGroup[] => window.tabGroups.all.filter((one) => one !== group);
  const isElsewhere = (): boolean => others().some(({ tabs }) => tabs.some((one) => isText(one, text)));
  const wasElsewhere = isElsewhere();
  try {
    // It is there when VS Code has shown the line.
    const covering = await window.showTextDocument(text, { viewColumn: group.viewColumn, preserveFocus: true });
    const wasDragged = wasElsewhere && !isElsewhere();
    if (wasDragged || !group.tabs.some((one) => isPanel(one))) return;
    const viewColumn = columnAmong(
      others().filter(({ activeTab }) => !isPanel(activeTab)),
      document,
      text,
    );
    await window.showTextDocument(text, { viewColumn, selection: covering.selection, preserveFocus: true });
    await window.tabGroups.close(tab, true);
  } catch {
    // What was closed, or cannot be opened, meanwhile stays as VS Code has it.
  }
}
