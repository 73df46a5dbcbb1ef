/** `encodeURIComponent` of any text: half of a character, which no URI can hold, becomes the character for what is none. */
export function encodeText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}

/** `decodeURIComponent` of any text: what is no encoding stays as it stands. */
export function decodeText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
