import { askForText } from '../dialogs.js';

export interface Question<T> {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  /** What would be right, where this is wrong. */
  readonly problem: (value: T) => string | undefined;
}

/**
 * The given value, where a key binding or a test gives one, otherwise what the user types; undefined where they cancel.
 * @throws where the given value is wrong
 */
export async function askText(given: unknown, { problem, ...box }: Question<string>): Promise<string | undefined> {
  if (typeof given === 'number' || typeof given === 'string') {
    const expected = problem(String(given));
    if (expected !== undefined) throw new Error(`${box.title}: expected ${expected}, found ${given}.`);
    return String(given);
  }
  const text = await askForText({ ...box, problem: (value) => problem(value.trim()) });
  return text?.trim();
}

export async function askNumber(given: unknown, question: Question<number>): Promise<number | undefined> {
  const problem = (value: string): string | undefined => question.problem(value === '' ? NaN : Number(value));
  const text = await askText(given, { ...question, problem });
  return text === undefined ? undefined : Number(text);
}

/** A problem unless the value is a whole number in the range. */
export function wholeNumber(from: number, to: number): (value: number) => string | undefined {
  return (value) => (Number.isInteger(value) && value >= from && value <= to ? undefined : `${from} to ${to}`);
}
