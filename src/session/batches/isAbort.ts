/** Whether somebody cancelled, which is nobody's mistake. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
