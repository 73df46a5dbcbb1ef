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
/** The rooms of session, in the order of design: each may import those above it. Those of one line know nothing of each other. */
const rooms = [
  ['program'],
  ['batches'],
  ['records'],
  ['expressions'],
  ['run'],
  ['compare', 'experiments', 'layers', 'infer', 'gap', 'expected', 'repair'],
  ['findings'],
  ['model'],
  ['debugger'],
  ['views'],
  ['faces'],
];
/** Words and checks that belong to no room: files at session's root that every room may use. */
const sharedByRooms = '(numberText|severity)\\.ts$';
const roomRules = rooms.flatMap((line, level) =>
  line.map((room) => {
    const above = rooms.slice(0, level).flat();
    return {
      name: `session-${room}-imports`,
      comment: `src/session/${room} may import ${above.length ? above.join(', ') : 'no other room'}`,
      severity: 'error',
      from: { path: `^src/session/${room}/` },
      to: { path: '^src/session/', pathNot: `^src/session/((${[room, ...above].join('|')})/|${sharedByRooms})` },
    };
  }),
);
/** What paths and names of a program mean: the editor's side imports it, and nothing of engine or formats with it. */
const pathsOfPrograms = '^src/session/program/paths/index\\.ts$';
/** Another folder is entered through its index. */
const facadeRules = [
  {
    name: 'session-rooms-facades',
    comment: 'another room of session is entered through its index',
    severity: 'error',
    from: { path: '^src/session/([^/]+)/' },
    to: { path: '^src/session/[^/]+/', pathNot: '^src/session/($1/|[^/]+/index\\.ts$)' },
  },
  {
    name: 'session-face-facades',
    comment: "session's own index takes what its rooms hand out",
    severity: 'error',
    from: { path: '^src/session/[^/]+\\.ts$' },
    to: { path: '^src/session/[^/]+/', pathNot: '^src/session/[^/]+/index\\.ts$' },
  },
  ...['engine', 'formats', 'session', 'protocol'].map((folder) => ({
    name: `${folder}-facade`,
    comment: `src/${folder} is entered through its index`,
    severity: 'error',
    from: { path: folder === 'session' ? '^src/' : '^(src|webview)/', pathNot: `^src/${folder}/` },
    // What src/vscode may import of session at all has its own rule.
    to: { path: `^src/${folder}/`, pathNot: [`^src/${folder}/index\\.ts$`, pathsOfPrograms] },
  })),
  {
    name: 'webview-session-facades',
    comment:
      "the panel enters session through its index; what it runs of it: expressions by that room's own, severities",
    severity: 'error',
    from: { path: '^webview/' },
    to: { path: '^src/session/', pathNot: '^src/session/((expressions/)?index|severity)\\.ts$' },
  },
];
/** The folders of the panel: which others of it each may take from. Views take from all three, and from each other's faces. */
const panelFolders = {
  kit: [],
  charts: ['kit'],
  store: ['kit'],
};
const panelRules = [
  ...Object.entries(panelFolders).map(([folder, others]) => ({
    name: `webview-${folder}-imports`,
    comment: `webview/${folder} may import ${others.length ? others.join(', ') : 'nothing'} of the panel`,
    severity: 'error',
    from: { path: `^webview/${folder}/` },
    to: { path: '^webview/', pathNot: `^webview/(${[folder, ...others].join('|')})/` },
  })),
  {
    name: 'webview-kit-needs-nothing',
    comment: 'the kit knows no BatchNorm, not its types either; only how bad something is, for its icons',
    severity: 'error',
    from: { path: '^webview/kit/' },
    to: { path: '^src/', pathNot: '^src/session/severity\\.ts$' },
  },
  {
    name: 'webview-types-of-src',
    comment: 'charts and store know types of protocol and session, and severities; the store also takes messages apart',
    severity: 'error',
    from: { path: '^webview/(charts|store)/' },
    to: {
      path: '^src/',
      pathNot: '^src/(session/severity\\.ts$|protocol/)',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'webview-charts-run-no-protocol',
    comment: 'a picture is made of values',
    severity: 'error',
    from: { path: '^webview/charts/' },
    to: { path: '^src/protocol/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'webview-views-imports',
    comment: 'a view may import kit, charts, store and other views',
    severity: 'error',
    from: { path: '^webview/views/' },
    to: { path: '^webview/', pathNot: `^webview/(${Object.keys(panelFolders).join('|')}|views)/` },
  },
  {
    name: 'webview-views-facades',
    comment: 'another view is entered through its index',
    severity: 'error',
    from: { path: '^webview/views/([^/]+)/' },
    to: { path: '^webview/views/', pathNot: '^webview/views/($1/|[^/]+/index\\.ts$)' },
  },
  {
    name: 'webview-panel-facades',
    comment: 'the panel enters a view through its index, or those that are loaded later through their list',
    severity: 'error',
    from: { path: '^webview/[^/]+\\.ts$' },
    to: { path: '^webview/views/', pathNot: '^webview/views/([^/]+/index|latePages)\\.ts$' },
  },
  {
    name: 'toolkit-in-one-folder',
    severity: 'error',
    from: { path: '^webview/', pathNot: '^webview/kit/controls/' },
    to: { path: '@vscode/webview-ui-toolkit' },
  },
];
module.exports = {
  forbidden: [
    ...folderRules,
    ...roomRules,
    ...facadeRules,
    ...panelRules,
    {
      name: 'no-circles',
      comment: 'not of types either',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'protocol-types',
      comment: 'what crosses a boundary is made of types: protocol runs nothing of engine and session',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: '^src/(engine|session)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-imports',
      comment: "the worker's client is bundled with the extension: protocol, and types only of what the worker runs",
      severity: 'error',
      from: { path: '^src/worker/(client|snapshotWire)' },
      to: { path: '^src/(?!worker/(client|snapshotWire)|protocol/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'vscode-types',
      comment: 'src/vscode knows types of protocol, session and engine',
      severity: 'error',
      from: { path: '^src/vscode/' },
      to: { path: '^(src|webview|test)/', pathNot: '^src/(vscode/|protocol/|session/|engine/|worker/client)' },
    },
    {
      name: 'webview-types',
      comment: 'the panel knows types of protocol, session and engine',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^(src|test)/', pathNot: '^src/(protocol|session|engine)/' },
    },
    {
      name: 'vscode-imports',
      comment:
        "src/vscode uses the worker's client, protocol, what paths of a program mean, and types only of the rest",
      severity: 'error',
      from: { path: '^src/vscode/' },
      to: {
        path: '^(src|webview)/',
        pathNot: ['^src/(vscode|protocol)/|^src/worker/client', pathsOfPrograms],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'paths-facade',
      comment: "another floor than src/vscode enters session through session's own index",
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(session|vscode)/' },
      to: { path: pathsOfPrograms },
    },
    {
      name: 'paths-need-nothing',
      comment: 'what paths of a program mean is bundled with the extension: types only of what is around it',
      severity: 'error',
      from: { path: '^src/session/program/paths/' },
      to: { pathNot: '^src/session/program/paths/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'extension-imports',
      severity: 'error',
      from: { path: '^src/extension\\.ts$' },
      to: { path: '^(src|webview|test)/', pathNot: '^src/(vscode/index\\.ts$|worker/client)' },
    },
    {
      name: 'webview-imports',
      comment: 'the panel knows protocol, expressions, severities, and types of the rest',
      severity: 'error',
      from: { path: '^webview/' },
      to: {
        path: '^(src|test)/',
        pathNot: '^src/(protocol/|session/(expressions/index|severity)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'what-the-panel-runs-needs-nothing',
      comment: 'what expressions and severities import would be in its bundle',
      severity: 'error',
      from: { path: '^src/session/(expressions/|severity\\.ts$)' },
      to: { pathNot: '^src/session/expressions/' },
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
