import type { NotificationType, RequestType } from 'vscode-messenger-common';
import type { FromPanel, ToPanel, ViewAnswer, ViewCall } from '../../protocol/index.js';

/** A message's method is its key in `ToPanel` or `FromPanel`. */
export const toPanel = <K extends keyof ToPanel>(method: K): NotificationType<ToPanel[K]> => ({ method });
export const fromPanel = <K extends keyof FromPanel>(method: K): NotificationType<FromPanel[K]> => ({ method });
export const viewRequest: RequestType<ViewCall, ViewAnswer> = { method: 'view' };
