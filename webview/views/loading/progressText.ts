import type { Progress } from '../../../src/protocol/index.js';
import { bytes, count } from '../../kit/format.js';

/** `reading acts.npy, 412 of 1,024 MB, 2 s left` */
export function progressText({ what, bytes: done, totalBytes, pass, passes, secondsLeft }: Progress): string {
  const parts = [what];
  if (totalBytes > 0) {
    // Both in the unit of the whole, which is said once.
    const unit = totalBytes >= 1e6 ? 1e6 : totalBytes >= 1e4 ? 1e3 : 1;
    parts.push(`${count(Math.round(done / unit))} of ${bytes(totalBytes)}`);
  } else if (done >= 1e6) {
    parts.push(bytes(done));
  }
  if (secondsLeft !== null && secondsLeft >= 0.5) parts.push(`${timeText(secondsLeft)} left`);
  if (passes > 1) parts.push(`pass ${count(pass + 1)} of ${count(passes)}`);
  return parts.join(', ');
}

/** Share of the work that is done; null where it is not known. */
export function progressShare({ bytes: done, totalBytes, pass, passes }: Progress): number | null {
  const within = totalBytes > 0 ? Math.min(1, done / totalBytes) : 0;
  if (passes > 1) return Math.min(1, (pass + within) / passes);
  return totalBytes > 0 ? within : null;
}

/** `2 s`, `3 min` */
function timeText(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)}\u00a0s` : `${Math.round(seconds / 60)}\u00a0min`;
}

/** `first 31 %`, of a batch that is being read; never all of it. */
export function shareText(share: number): string {
  return `first ${Math.min(99, Math.max(1, Math.floor(share * 100)))}\u00a0%`;
}
