import { base64Of } from './base64.js';

/** A string as Python reads it. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** Source as an expression that says it, whatever it holds. */
export function pythonSource(code: Uint8Array): string {
  return `__import__('base64').b64decode('${base64Of(code)}').decode()`;
}
