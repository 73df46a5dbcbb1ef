import { window, type LogOutputChannel } from 'vscode';

/** What is told to whoever looks for the reason of something. */
export type Log = Pick<LogOutputChannel, 'debug' | 'warn' | 'error'>;

let channel: LogOutputChannel | undefined;

/** The output channel `BatchNorm Debugger`, made when the first line is written. */
export function log(): LogOutputChannel {
  return (channel ??= window.createOutputChannel('BatchNorm Debugger', { log: true }));
}

export function disposeLog(): void {
  channel?.dispose();
  channel = undefined;
}
