import { window, type LogOutputChannel } from 'vscode';

let channel: LogOutputChannel | undefined;

/** The output channel `BatchNorm Debugger`, made when the first line is written. */
export function log(): LogOutputChannel {
  return (channel ??= window.createOutputChannel('BatchNorm Debugger', { log: true }));
}

export function disposeLog(): void {
  channel?.dispose();
  channel = undefined;
}
