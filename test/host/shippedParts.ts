/** What ships beside a bundle and is loaded when it is asked for: the name of its file in dist, and where it begins. */
type Parts = readonly (readonly [name: string, entry: string])[];

export const partsOfWorker: Parts = [
  ['checkpoints', 'src/formats/checkpoints/index.ts'],
  ['openJson', 'src/formats/json/openJson.ts'],
  ['studies', 'src/session/views/studies.ts'],
  ['models', 'src/worker/models.ts'],
  ['debugging', 'src/worker/debugging.ts'],
  ['reporting', 'src/worker/reporting.ts'],
  ['tableFilter', 'src/session/views/table/tableFilter.ts'],
  ['compareExpected', 'src/session/run/compareExpected.ts'],
];

/** Under Node; the browser's is one file. */
export const partsOfExtension: Parts = [
  ['running', 'src/vscode/running.ts'],
  ['tensorEditorProvider', 'src/vscode/editor/tensorEditorProvider.ts'],
  ['programDebugger', 'src/vscode/debug/programDebugger.ts'],
  ['capture', 'src/vscode/capture/capture.ts'],
  ['programCompletion', 'src/vscode/programs/programCompletion.ts'],
  ['runTool', 'src/vscode/programs/tools/runTool.ts'],
  ['client', 'src/worker/client.ts'],
];

export function filesOf(parts: Parts): string[] {
  return parts.map(([name]) => `dist/${name}.js`);
}
