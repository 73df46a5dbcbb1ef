import type { Finding } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';

/**
 * `Channel 37, passes 9–13`, `Channel 5, all passes`, `All channels`: passes counted from 1, as people see them; what is in
 * the state before the first: `Channel 5, initial state`, `Channel 5, start to pass 9`, `Channel 5, from the start`.
 */
export function findingPlace(finding: Finding, passes: number): string {
  const { pass, lastPass } = finding;
  if (pass < 0) return `${placeChannels(finding)}, ${fromStart(lastPass, passes)}`;
  const all = pass === 0 && lastPass >= passes - 1;
  const who = placeChannels(finding);
  if (all && finding.channel === undefined && !finding.channels) return who;
  if (all && passes > 1) return `${who}, all passes`;
  return pass === lastPass ? `${who}, pass ${pass + 1}` : `${who}, passes ${pass + 1}–${lastPass + 1}`;
}

function fromStart(lastPass: number, passes: number): string {
  if (lastPass < 0) return 'initial state';
  return lastPass >= passes - 1 ? 'from the start' : `start to pass ${lastPass + 1}`;
}

function placeChannels({ channel, channels }: Finding): string {
  if (channels) return channels.length === 1 ? `Channel ${channels[0]}` : `${count(channels.length)} channels`;
  return channel === undefined ? 'All channels' : `Channel ${channel}`;
}
