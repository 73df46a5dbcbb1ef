/** The build's own modules are JavaScript: this is what tests use of them. */
declare module '*/kernels.mjs' {
  import type { Plugin } from 'esbuild';
  export const esbuildKernels: Plugin;
}
