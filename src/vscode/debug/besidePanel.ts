import { commands, debug, DebugStackFrame, window, type TabInputCustom, type Uri } from 'vscode';
import type { SessionPanel } from '../host/sessionFace.js';
import { debugType } from '../ids.js';
import { Lifetime } from '../lifetime.js';
import { columnFor, isPanel, isTextOf } from './panelTabs.js';

/** VS Code shows a stop within this, or shows another session. */
const patience = 30_000;

/**
 * Texts that a debugger stops in, beside the panels that are in sight. VS Code takes a panel on a file for the file's text,
 * and would open the text over it; it does not where the text is already open in a group that was active later.
 */
export class BesidePanel {
  /** One stop is shown after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly panelOn: (document: Uri) => SessionPanel | undefined) {}

  /** A panel that lies behind the text of its program goes beside it. */
  async part(document: Uri): Promise<void> {
    const { all } = window.tabGroups;
    if (all.some(({ activeTab }) => isPanel(activeTab, document))) return;
    const group = all.find(
      ({ activeTab, tabs }) => isTextOf(activeTab, document) && tabs.some((tab) => isPanel(tab, document)),
    );
    const panel = group?.tabs.find((tab) => isPanel(tab, document));
    if (!group || !panel) return;
    const { viewType } = panel.input as TabInputCustom;
    await commands.executeCommand('vscode.openWith', document, viewType, group.viewColumn);
    await commands.executeCommand('workbench.action.moveEditorToNextGroup');
    await window.showTextDocument(document, { viewColumn: group.viewColumn });
  }

  /**
   * Shows the text of a stop where no panel is, and tells VS Code of the stop, which then marks the line there. The panel
   * stays active if it was: its keys go on to mean its own.
   */
  show(document: Uri, text: Uri, tell: () => void): Promise<void> {
    const shown = this.#last.then(() => this.#show(document, text, tell));
    this.#last = shown;
    return shown;
  }

  async #show(document: Uri, text: Uri, tell: () => void): Promise<void> {
    const viewColumn = columnFor(document, text);
    // Of two debug sessions VS Code goes on to show the one that it shows.
    const isOther = (debug.activeDebugSession?.type ?? debugType) !== debugType;
    if (viewColumn === undefined || isOther) {
      tell();
      return;
    }
    const show = async (): Promise<boolean> => {
      try {
        // Where the text's group is the active one, VS Code does with the focus as its settings say.
        const preserveFocus = window.tabGroups.activeTabGroup.viewColumn === viewColumn;
        await window.showTextDocument(text, { viewColumn, preserveFocus });
      } catch {
        // What cannot be opened VS Code says itself.
        tell();
        return true;
      }
      const marked = nextMark();
      tell();
      // A panel that came back before VS Code shows the text would be covered by it.
      return (await marked) && window.activeTextEditor?.document.uri.toString() === text.toString();
    };
    const panel = this.panelOn(document);
    await (panel?.isActive ? panel.stayActive(show) : show());
  }
}

/** Until VS Code has opened the text of a stop itself: true; or never will: false. */
async function nextMark(): Promise<boolean> {
  const life = new Lifetime();
  const isMarked = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), patience);
    life.own({ dispose: () => clearTimeout(timer) });
    life.own(debug.onDidChangeActiveStackItem((item) => item instanceof DebugStackFrame && resolve(true)));
    life.own(debug.onDidTerminateDebugSession(() => resolve(true)));
  });
  life.dispose();
  return isMarked;
}
