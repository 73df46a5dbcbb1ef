import type { Batch } from '../program/index.js';

/** The same for the same batch, whichever object names it. */
export function batchKey({ uri, rows, parts, recorded }: Batch): string {
  if (recorded) return `pass ${recorded.index} ${uri}`;
  if (parts) return parts.map(batchKey).join(' + ');
  return rows ? `${rows.start}+${rows.count} ${uri}` : uri;
}
