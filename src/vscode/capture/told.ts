/** A part of a file that a process sends because nobody here sees its files. */
export interface SentPart {
  /** Below the recording's folder, with slashes. */
  readonly path: string;
  readonly start: number;
  /** Of the whole file. */
  readonly bytes: number;
  readonly data: string;
}

/** What a process tells of a recording while it runs. */
export type Told = { readonly identity: string } & (
  { readonly kind: 'pass' | 'recorded'; readonly passes: number } | ({ readonly kind: 'file' } & SentPart)
);

/** Undefined where a message is none of ours. */
export function toldIn(body: unknown): Told | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { identity, kind, passes, path, start, bytes, data } = body as Partial<Record<string, unknown>>;
  if (typeof identity !== 'string') return undefined;
  if (kind === 'pass' || kind === 'recorded') {
    return typeof passes === 'number' ? { identity, kind, passes } : undefined;
  }
  if (kind !== 'file' || typeof path !== 'string' || typeof data !== 'string') return undefined;
  return isSize(start) && isSize(bytes) ? { identity, kind, path, start, bytes, data } : undefined;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
