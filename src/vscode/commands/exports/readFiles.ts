import { fileOf, namedPaths, resolvePath } from '../../../session/program/paths/index.js';
import type { SessionSnapshot } from '../../../protocol/index.js';

/**
 * URIs of the files that a session reads: batches, and all that its program names.
 * @param base URI of the program's folder
 * @param also paths beside the program's
 */
export function readFiles(
  snapshot: Pick<SessionSnapshot, 'program' | 'passes'> | null,
  base: string,
  also: readonly string[] = [],
): readonly string[] {
  const named = snapshot ? namedPaths(snapshot.program).map(({ path }) => fileOf(path)) : [];
  const batches = snapshot?.passes.map(({ uri }) => uri) ?? [];
  return [...batches, ...[...named, ...also].map((path) => resolvePath(base, path))];
}
