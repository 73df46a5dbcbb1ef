import { TabInputCustom, TabInputText, ViewColumn, window, type Tab, type TabGroup, type Uri } from 'vscode';
import { listingScheme, programViewType, tensorViewType } from '../ids.js';

/** Where a text of a program is shown beside its panel; where no panel is in sight VS Code shows it where it likes. */
export function columnFor(document: Uri, text: Uri): ViewColumn | undefined {
  const { all } = window.tabGroups;
  const free = all.filter(({ activeTab }) => !isPanel(activeTab));
  return free.length === all.length ? undefined : columnAmong(free, document, text);
}

/** @param groups where it may be shown */
export function columnAmong(groups: readonly TabGroup[], document: Uri, text: Uri): ViewColumn {
  const holds = (is: (tab: Tab) => boolean) => (group: TabGroup) => group.tabs.some(is);
  const group =
    groups.find(holds((tab) => isText(tab, text))) ??
    groups.find(holds((tab) => isTextOf(tab, document))) ??
    groups.at(0);
  return group?.viewColumn ?? ViewColumn.Beside;
}

export function isPanel(tab: Tab | undefined, document?: Uri): boolean {
  if (!(tab?.input instanceof TabInputCustom)) return false;
  const { viewType, uri } = tab.input;
  return [tensorViewType, programViewType].includes(viewType) && (!document || uri.toString() === document.toString());
}

export function isText(tab: Tab | undefined, text: Uri): boolean {
  return tab?.input instanceof TabInputText && tab.input.uri.toString() === text.toString();
}

/** A program's own text, or one that is made for it. */
export function isTextOf(tab: Tab | undefined, document: Uri): boolean {
  if (!(tab?.input instanceof TabInputText)) return false;
  const { uri } = tab.input;
  return uri.toString() === document.toString() || (uri.scheme === listingScheme && uri.query === document.toString());
}
