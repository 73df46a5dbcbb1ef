/** A string as Python reads it. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** For Python's base64. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
