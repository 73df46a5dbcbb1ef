/**
 * Python that reads a file as it is and writes its numbers under another name: nothing that the user has is overwritten,
 * and it runs as it is pasted, in the file's folder.
 */

/** Of NumPy's files: `expression` over x, the array that NumPy loads. */
export function convertCode(file: string, expression: string, options: { readonly isPickled?: boolean } = {}): string {
  const { container, member } = partsOf(file);
  const allow = options.isPickled === true ? ', allow_pickle=True' : '';
  const within = member === undefined ? '' : `[${pythonString(member)}]`;
  return [
    'import numpy as np',
    `x = np.load(${pythonString(container)}${allow})${within}`,
    `np.save(${outputFor(member ?? container)}, ${expression})`,
  ].join('\n');
}

/** A name for what is written: that of the file or member, with what tells it from the original, as a literal. */
export function outputFor(name: string, suffix = '.npy'): string {
  const [base] = name.split(/[/\\]/).slice(-1);
  const stem = base.replace(/\.[^.]*$/, '').replace(/[^\w .()-]/g, '_') || 'x';
  return pythonString(`${stem.slice(0, 100)}_converted${suffix}`);
}

/** A literal that is the text to the letter, in ASCII where a terminal or an editor could change it. */
export function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return quote + Array.from(escaped, escape).join('') + quote;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if ((code >= 0x20 && code < 0x7f) || /^[\p{L}\p{N}]$/u.test(character)) return character;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** File names hold no slash: what follows one is the member of an archive. */
function partsOf(file: string): { readonly container: string; readonly member?: string } {
  const slash = file.indexOf('/');
  return slash < 0 ? { container: file } : { container: file.slice(0, slash), member: file.slice(slash + 1) };
}
