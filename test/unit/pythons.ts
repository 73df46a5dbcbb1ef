import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** What a machine calls its Python; there may be several of different ages. */
const names = ['/usr/bin/python3', 'python3', 'python'];

/** The first Python that has these modules; undefined where none has. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  return names.find((name) => spawnSync(name, ['-c', `import ${modules.join(', ')}`]).status === 0);
}

/** The same where others must not wait meanwhile: an extension host that answers nothing is given up. */
export async function pythonFoundWith(...modules: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    try {
      await promisify(execFile)(name, ['-c', `import ${modules.join(', ')}`]);
      return name;
    } catch {
      // It is not there, or has not got them.
    }
  }
  return undefined;
}

/** @returns what it prints @throws what it says of an error */
export function runPython(python: string, script: string, args: readonly string[] = [], cwd?: string): string {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, ...args], { encoding: 'utf8', env, cwd });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
