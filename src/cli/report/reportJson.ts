import type { ModelReport, SessionReport } from '../../session/index.js';

/** Numbers of an array that become text at once: a report may be longer than a string can be. */
const inOnePiece = 4096;

/**
 * A report on one line of JSON: typed arrays as arrays, what JSON has no number for as "NaN", "Infinity", "-Infinity".
 * Piece by piece.
 */
export function* reportJson(report: SessionReport | ModelReport): Generator<string, void> {
  yield* jsonOf(report);
}

function* jsonOf(value: unknown): Generator<string, void> {
  if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ',';
      yield* jsonOf(item);
    }
    yield ']';
  } else if (value instanceof Float64Array || value instanceof Float32Array || value instanceof Uint32Array) {
    yield '[';
    for (let from = 0; from < value.length; from += inOnePiece) {
      if (from > 0) yield ',';
      yield Array.from(value.subarray(from, from + inOnePiece), numberJson).join();
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    yield '{';
    let comma = '';
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      yield `${comma}${JSON.stringify(key)}:`;
      yield* jsonOf(item);
      comma = ',';
    }
    yield '}';
  } else {
    yield typeof value === 'number' ? numberJson(value) : JSON.stringify(value);
  }
}

function numberJson(value: number): string {
  // As JSON.stringify has it, −0 is 0.
  return Number.isFinite(value) ? `${value}` : `"${value}"`;
}
