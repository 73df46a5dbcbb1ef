import type { Batch } from '../program/index.js';

/** The same for the same batch, whichever object names it. */
export function batchKey({ uri, rows, parts }: Batch): string {
  if (parts) return parts.map(batchKey).join(' + ');
  return rows ? `${rows.start}+${rows.count} ${uri}` : uri;
}
