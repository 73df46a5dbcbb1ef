import { countText } from '../numberText.js';
import type { Stop } from '../run/index.js';

/** What people are told of why a run stopped; null where they see it: it went to where it was sent. */
export function stopText({ reason, pass, isUnmet }: Stop): string | null {
  const place = pass === null ? 'before the first pass' : `after pass ${countText(pass + 1)}`;
  switch (reason) {
    case 'pause':
      return `Paused ${place}`;
    case 'condition':
      return `Stopped ${place}: the condition holds`;
    case 'finding':
      return `Stopped ${place}: there is a finding`;
    case 'start':
    case 'end':
      return isUnmet ? `Nothing to stop at was found; it is ${place}` : null;
    case 'breakpoint':
    case 'pass':
    case 'step':
      return null;
  }
}
