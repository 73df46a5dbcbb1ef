import type { PassSummary } from '../../../src/protocol/index.js';
import type { Consequence } from '../../../src/session/index.js';
import { count } from '../../kit/format.js';

/** What a finding explains, in one line: `10 layers, 2 eval passes follow`, `1 train pass follows`. */
export function consequencesText(follows: readonly Consequence[], passes: readonly PassSummary[]): string {
  const layers = new Set(follows.map(({ layer }) => layer).filter((layer) => layer !== undefined));
  const here = new Set(follows.filter(({ layer }) => layer === undefined).map(({ pass }) => pass));
  const inMode = (mode: PassSummary['mode']): number =>
    [...here].filter((pass) => pass >= 0 && passes.at(pass)?.mode === mode).length;
  const kinds: readonly (readonly [number, string, string])[] = [
    [layers.size, 'layer', 'layers'],
    [inMode('train'), 'train pass', 'train passes'],
    [inMode('eval'), 'eval pass', 'eval passes'],
  ];
  const said = kinds.filter(([amount]) => amount > 0);
  // Only what is in the state itself has no pass.
  if (said.length === 0) return follows.length === 1 ? '1 other follows' : `${count(follows.length)} others follow`;
  const all = said.reduce((sum, [amount]) => sum + amount, 0);
  const parts = said.map(([amount, one, more]) => `${count(amount)} ${amount === 1 ? one : more}`);
  return `${parts.join(', ')} ${all === 1 ? 'follows' : 'follow'}`;
}

/** Where a consequence begins: `layer2.0.bn1, pass 9`, `Channel 5, pass 9`, `3 channels, initial state`. */
export function consequencePlace({ layer, channels, pass }: Consequence): string {
  const many = channels && (channels.length === 1 ? `Channel ${channels[0]}` : `${count(channels.length)} channels`);
  const who = layer ?? many ?? 'All channels';
  return `${who}, ${pass < 0 ? 'initial state' : `pass ${count(pass + 1)}`}`;
}
