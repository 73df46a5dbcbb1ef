import {
  ProgressLocation,
  ThemeIcon,
  window,
  type MessageOptions,
  type QuickPickItem,
  type QuickPickOptions,
} from 'vscode';
import { asText } from './asText.js';
import { messageOf } from './messageOf.js';

/** The only way to VS Code's own messages, lists and inputs: what a file contains is text in all of them (lint). */

/** Tells what went wrong; what is no error of ours has a message, too. */
export function showError(error: unknown): void {
  void window.showErrorMessage(asText(messageOf(error)));
}

/** The choice, or undefined where the message is closed. Choices are ours. */
export function showInformation<Choice extends string>(
  message: string,
  ...choices: readonly Choice[]
): Thenable<Choice | undefined> {
  return window.showInformationMessage(asText(message), ...choices);
}

/** The same, with a warning's icon; modal ones are closed by Cancel. */
export function showWarning<Choice extends string>(
  message: string,
  options: MessageOptions,
  ...choices: readonly Choice[]
): Thenable<Choice | undefined> {
  const { detail } = options;
  const shown = { ...options, ...(detail !== undefined && { detail: asText(detail) }) };
  return window.showWarningMessage(asText(message), shown, ...choices);
}

/** An entry of a list: `warns` puts a warning's icon before it. */
export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly warns?: boolean;
}

export async function pickOne<T extends Choice>(
  choices: readonly T[],
  question: QuickPickOptions,
): Promise<T | undefined> {
  return (await window.showQuickPick(itemsOf(choices), questionOf(question)))?.choice;
}

export async function pickSeveral<T extends Choice>(
  choices: readonly T[],
  question: QuickPickOptions,
): Promise<readonly T[]> {
  const picked = await window.showQuickPick(itemsOf(choices), { ...questionOf(question), canPickMany: true });
  return (picked ?? []).map(({ choice }) => choice);
}

/** Undefined where the user cancels. */
export function askForText(box: {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly problem: (value: string) => string | undefined;
}): Thenable<string | undefined> {
  const { title, prompt, value, problem } = box;
  return window.showInputBox({
    title: asText(title),
    prompt: asText(prompt),
    value,
    validateInput: (text) => problem(text),
  });
}

function itemsOf<T extends Choice>(choices: readonly T[]): (QuickPickItem & { readonly choice: T })[] {
  return choices.map((choice) => ({
    label: asText(choice.label),
    ...(choice.description !== undefined && { description: asText(choice.description) }),
    ...(choice.detail !== undefined && { detail: asText(choice.detail) }),
    ...(choice.warns === true && { iconPath: new ThemeIcon('warning') }),
    choice,
  }));
}

function questionOf(question: QuickPickOptions): QuickPickOptions {
  const { title, placeHolder } = question;
  return {
    ...question,
    ...(title !== undefined && { title: asText(title) }),
    ...(placeHolder !== undefined && { placeHolder: asText(placeHolder) }),
  };
}

/** Tells how far it is: a few words, and what share of it was done since it was told last, in percent. */
export type Report = (message: string, increment?: number) => void;

/** Long work with its title and a Cancel, as VS Code shows it; `signal` is aborted where the user wants no more. */
export function withProgress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Thenable<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title: asText(title) },
    async (progress, token) => {
      const controller = new AbortController();
      const stop = token.onCancellationRequested(() => controller.abort());
      const report: Report = (message, increment) =>
        progress.report({ message: asText(message), ...(increment !== undefined && { increment }) });
      try {
        return await work(report, controller.signal);
      } finally {
        stop.dispose();
      }
    },
  );
}
