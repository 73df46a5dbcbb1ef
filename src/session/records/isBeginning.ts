/** Whether a list begins with the entries of another, or with the first `count` of those. */
export function isBeginning<T>(beginning: readonly T[], of: readonly T[], count = beginning.length): boolean {
  if (count > of.length) return false;
  if (beginning === of) return true;
  // A loop: of 10,000 passes each step asks several times.
  for (let index = 0; index < count; index++) if (beginning[index] !== of[index]) return false;
  return true;
}
