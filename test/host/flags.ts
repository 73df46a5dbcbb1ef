/** The command line of VS Code, as far as running extension tests needs it. */
export interface Flags {
  readonly extensions: readonly string[];
  readonly tests: string;
  readonly userData: string | undefined;
  readonly extensionsFolder: string | undefined;
  readonly isTrusted: boolean;
  /** The folder or `*.code-workspace` that opens. */
  readonly workspace: string | undefined;
}

/** Reads VS Code's flags; flags that only a desktop knows are passed over. Throws where there is no suite to run. */
export function parseFlags(words: readonly string[]): Flags {
  const valuesOf = (name: string) =>
    words.filter((word) => word.startsWith(`--${name}=`)).map((word) => word.slice(name.length + 3));
  const tests = valuesOf('extensionTestsPath').at(-1);
  if (tests === undefined) throw new Error('--extensionTestsPath=… is missing: which suite shall run?');
  return {
    extensions: valuesOf('extensionDevelopmentPath'),
    tests,
    userData: valuesOf('user-data-dir').at(-1),
    extensionsFolder: valuesOf('extensions-dir').at(-1),
    isTrusted: words.includes('--disable-workspace-trust'),
    workspace: words.find((word) => !word.startsWith('-')),
  };
}
