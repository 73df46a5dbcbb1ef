// Where a threshold comes from is told by the settings, whose text stands in the manifest (settings.mjs): the worker that ships
// carries the numbers alone.

/** `default: 0.25, source: '…'` of a threshold, on one line or several. */
const source = /(\bdefault: [^,]+,\s*source:\s*)(?:'[^'\n]*'|"[^"\n]*")/g;

/** A TypeScript file's text, without what its thresholds' sources say. */
export function withoutSources(text) {
  return text.replace(source, "$1''");
}
