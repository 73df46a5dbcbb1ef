/** Input that BatchNorm cannot be computed on; the message names what was expected and what was found, and is short. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(message?: string, options?: ErrorOptions) {
    super(message === undefined ? message : shortened(message, 1000), options);
  }
}

/** A text that is shown to people, whatever it was made of: what is longer than `limit` characters ends in an ellipsis. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  // Half of a character is none.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
