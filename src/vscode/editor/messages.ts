import type { NotificationType, RequestType } from 'vscode-messenger-common';
import type { FromPanel, ToPanel, ViewAnswer } from '../../protocol/index.js';

/** A message's method is its key in `ToPanel` or `FromPanel`. */
export const toPanel = <K extends keyof ToPanel>(method: K): NotificationType<ToPanel[K]> => ({ method });
/** What comes is checked before it is what it says. */
export const fromPanel = (method: keyof FromPanel): NotificationType<unknown> => ({ method });
export const viewRequest: RequestType<unknown, ViewAnswer> = { method: 'view' };
