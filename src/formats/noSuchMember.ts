import { FormatError } from './formatError.js';
import { quoted } from './printable.js';

const shown = 12;

/** The refusal of a name that an archive does not have. */
export function noSuchMember(file: string, name: string, names: readonly string[]): FormatError {
  return new FormatError({
    file,
    place: 'members',
    problem: `there is no ${quoted(name)} in it`,
    expected: `one of ${listed(names)}`,
  });
}

/** Some names for people to choose from. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, shown).map((name) => quoted(name));
  return names.length > shown ? `${first.join(', ')} and ${names.length - shown} more` : first.join(', ') || 'none';
}
