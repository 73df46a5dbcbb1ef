/** The build's own modules are JavaScript: this is what tests use of them. */
declare module '*/readers.mjs' {
  import type { BuildOptions, Plugin } from 'esbuild';
  export const nodeReaders: Plugin;
  export const readersBundle: BuildOptions;
}
