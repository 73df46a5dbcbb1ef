import type { SessionReport } from '../../session/index.js';

/** A report on one line of JSON: typed arrays as arrays, what JSON has no number for as "NaN", "Infinity", "-Infinity". */
export function reportJson(report: SessionReport): string {
  return JSON.stringify(report, (_, value: unknown) => {
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return Array.from(value as unknown as ArrayLike<unknown>);
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}
