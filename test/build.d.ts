/** The build's own modules are JavaScript: this is what tests use of them. */
declare module '*/notices.mjs' {
  import type { Metafile } from 'esbuild';
  export function noticesOf(metafiles: readonly Pick<Metafile, 'outputs'>[], root?: string): string;
}

declare module '*/schema.mjs' {
  export function programJsonSchema(): Promise<object>;
}
