/** A string as Python reads it. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** For Python's base64. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Source as an expression that says it, whatever it holds. */
export function pythonSource(code: Uint8Array): string {
  return `__import__('base64').b64decode('${base64Of(code)}').decode()`;
}
