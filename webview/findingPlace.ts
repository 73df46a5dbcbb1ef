import type { Finding } from '../src/session/index.js';

/** `Channel 37, passes 9–13`, `Channel 5, all passes`, `All channels`: passes counted from 1, as people see them. */
export function findingPlace({ channel, pass, lastPass }: Finding, passes: number): string {
  const all = pass === 0 && lastPass >= passes - 1;
  const who = channel === undefined ? 'All channels' : `Channel ${channel}`;
  if (all && channel === undefined) return who;
  if (all && passes > 1) return `${who}, all passes`;
  return pass === lastPass ? `${who}, pass ${pass + 1}` : `${who}, passes ${pass + 1}–${lastPass + 1}`;
}
