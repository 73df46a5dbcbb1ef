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

/** An error's own words, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
