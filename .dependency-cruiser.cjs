/** Who may import whom: the arrows of the design. `npm run lint` fails on any other, and on every circle. */
const allowed = {
  engine: [],
  formats: ['engine'],
  session: ['engine', 'formats'],
  protocol: ['engine', 'session'],
  worker: ['session', 'formats', 'engine', 'protocol'],
  cli: ['session', 'formats', 'engine', 'worker', 'protocol'],
};
const folderRules = Object.entries(allowed).map(([folder, others]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${others.length ? others.join(', ') : 'nothing'} of ours`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^(src|webview|test)/', pathNot: `^src/(${[folder, ...others].join('|')})/` },
}));
/** Facades only: another folder is entered through its index. */
module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'vscode-imports',
      comment: "src/vscode uses the worker's client, protocol, and types only of the rest",
      severity: 'error',
      from: { path: '^src/vscode/' },
      to: {
        path: '^(src|webview)/',
        pathNot: '^src/(vscode|protocol)/|^src/worker/client',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'extension-imports',
      severity: 'error',
      from: { path: '^src/extension\\.ts$' },
      to: { path: '^(src|webview)/', pathNot: '^src/(vscode/|worker/client)' },
    },
    {
      name: 'webview-imports',
      comment: 'the panel knows protocol and types',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^(src|test)/', pathNot: '^src/protocol/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'toolkit-in-one-module',
      severity: 'error',
      from: { path: '^webview/', pathNot: '^webview/controls\\.ts$' },
      to: { path: '@vscode/webview-ui-toolkit' },
    },
    {
      name: 'pure-middle',
      comment: 'engine, formats, session and protocol touch neither vscode nor node:*',
      severity: 'error',
      from: { path: '^src/(engine|formats|session|protocol)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vscode-in-one-folder',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(vscode/|extension\\.ts$)' },
      to: { path: '^vscode$|@types/vscode' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.vscode-test|media)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
