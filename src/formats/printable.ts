// Controls, line and paragraph separators, bidirectional overrides, zero-width marks, lone surrogates, the BOM.
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|\p{Cs}/gu;

/**
 * Text from a file, made safe to show: whatever would not be seen, or would reorder what is seen around it, becomes
 * an escape as Python writes it; what is longer than `limit` characters is cut.
 */
export function printable(text: string, limit = 80): string {
  const cut = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return cut.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same between quotes, as a Python string literal. */
export function quoted(text: string, limit = 80): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + printable(text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`), limit) + quote;
}
