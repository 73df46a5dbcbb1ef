import type { TensorFormat } from '../tensorFormat.js';

/** Nested arrays, or `{ "shape", "data", "dtype"? }`, with Python's NaN and Infinity. Its reader is loaded with the first. */
export const jsonFormat: TensorFormat = {
  recognizes: (head, name) => /\.json$/i.test(name) || looksLikeJson(head),
  open: async (source, _head, options) => (await import('./openJson.js')).openJson(source, options),
};

/** Whether text begins as a tensor in JSON does. */
export function looksLikeJson(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return /^\s*(?:[[{]|-?[0-9]|NaN|-?Infinity)/.test(text);
}
