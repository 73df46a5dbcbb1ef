import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** What the compiler says of a file of the pure middle. */
function problemsOf(code: string): readonly string[] {
  const { config } = ts.readConfigFile('src/tsconfig.json', (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, 'src');
  const file = 'src/session/example.ts';
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (path, version) =>
      path === file ? ts.createSourceFile(path, code, version) : disk.getSourceFile(path, version),
  };
  const program = ts.createProgram(['src/platform.d.ts', file], { ...options, incremental: false }, host);
  return program.getSemanticDiagnostics().map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('the pure middle', () => {
  test.each(['document.title', 'setTimeout(() => 0)', 'process.argv', 'new MessageChannel()', 'setImmediate(() => 0)'])(
    'has no %s',
    (code) => {
      const [problem, ...others] = problemsOf(`export const example: unknown = ${code};`);
      expect(problem).toContain(`Cannot find name '${/\b[a-z]+/i.exec(code.replace('new ', ''))?.[0] ?? ''}'`);
      expect(others).toEqual([]);
    },
  );

  test('has what every platform has', () => {
    const code = `
      export const text = new TextDecoder('utf-8', { fatal: true }).decode(new TextEncoder().encode('µ'));
      export const stop = (signal: AbortSignal): void => signal.throwIfAborted();
      export const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: false });`;
    expect(problemsOf(code)).toEqual([]);
  });
});
