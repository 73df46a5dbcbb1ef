import type { Failure } from '../../../src/protocol/index.js';
import { hexRows } from './hexRows.js';

/** Everything about a failure as plain text, for a bug report. */
export function failureText({ title, message, refusal }: Failure): string {
  const lines = [title, message];
  if (refusal?.expected) lines.push(`Expected: ${refusal.expected}`);
  if (refusal?.found) lines.push(`Found: ${refusal.found}`);
  if (refusal?.bytes) {
    for (const { offset, bytes } of hexRows(refusal.bytes)) {
      lines.push(`${offset}  ${bytes.map(({ hex }) => hex).join(' ')}  ${bytes.map(({ text }) => text).join('')}`);
    }
  }
  if (refusal?.advice) lines.push(refusal.advice);
  if (refusal?.code) lines.push(refusal.code);
  return lines.join('\n');
}
