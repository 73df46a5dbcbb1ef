/** The build's own modules are JavaScript: this is what tests use of them. */
declare module '*/parts.mjs' {
  import type { BuildOptions } from 'esbuild';
  export function inParts(options: BuildOptions & { outfile: string }): BuildOptions;
}
