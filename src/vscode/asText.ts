/**
 * Text as VS Code shows it where it would take some of it for more: `[label](href)` in its messages is a link, commands
 * among them, and `$(name)` in its labels an icon. A space between the brackets makes either what it says, and can be
 * read (vs/base/common/linkedText.ts, iconLabels.ts).
 *
 * What a file, a path or a program says may be anywhere in a sentence: sentences go through here as a whole.
 */
export function asText(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
