declare module '*/withoutSources.mjs' {
  /** A TypeScript file's text, without what its thresholds' sources say. */
  export function withoutSources(text: string): string;
}
