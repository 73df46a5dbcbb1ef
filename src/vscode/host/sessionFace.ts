import type { Uri } from 'vscode';
import type { PanelCommand, PanelPlace } from '../../protocol/index.js';
import type { Event } from '../emitter.js';
import type { LiveSession } from './liveSession.js';

/** Where somebody works with a session: a tab of ours, or something without a panel, as a debug session is. */
export interface SessionFace {
  readonly session: LiveSession;
  /** The panel that shows it, where one does. */
  readonly panel?: SessionPanel;
}

/** A panel as commands know it. */
export interface SessionPanel {
  readonly isActive: boolean;
  /** Whether one of its text inputs has the focus. */
  readonly hasInputFocus: boolean;
  readonly onDidChangeInputFocus: Event<boolean>;
  /** Whether something else is shown for a moment, see `stayActive`. */
  readonly isAway: boolean;
  reveal(): void;
  /**
   * Stays the active one, whose keys are taken, while `work` shows something else for a moment; what that comes to says
   * whether it is to be shown again.
   */
  stayActive(work: () => Promise<boolean>): Promise<void>;
  command(command: PanelCommand): void;
  show(place: PanelPlace): void;
}

/** The faces that there are, as far as commands, keys and the status bar have to know. */
export interface SessionFaces {
  /** The one that is worked with at the moment. */
  readonly active: SessionFace | undefined;
  /** What a command means that is given elsewhere, such as on the walkthrough: the one that was active last. */
  readonly recent: SessionFace | undefined;
  /** The one on a document that was active last. */
  on(document: Uri): SessionFace | undefined;
  /** Another one is active, or none. */
  readonly onDidChangeActive: Event<SessionFace | undefined>;
}
