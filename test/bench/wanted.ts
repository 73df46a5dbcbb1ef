/** What `--only` chooses: a group, or one of its parts. */
export interface Wanted {
  readonly group: string;
  /** Parts whose name contains this; empty: all. */
  readonly part: string;
}

/** @param text `panel`, `panel/steps`, `engine/8192,512` */
export function wantedOf(text: string): Wanted {
  const slash = text.indexOf('/');
  return slash < 0 ? { group: text, part: '' } : { group: text.slice(0, slash), part: text.slice(slash + 1) };
}

export function isPartWanted(wanted: readonly Wanted[], group: string, part: string): boolean {
  return wanted.some((each) => each.group === group && part.includes(each.part));
}
