import type { CheckpointSettings } from '../../session/index.js';

/** The rules that count after a change of those that do. A convention has its own eps and momentum; null: none any more. */
export function rulesAfter(
  rules: CheckpointSettings | undefined,
  changes: CheckpointSettings | null,
): CheckpointSettings {
  return changes && changes.convention === undefined ? { ...rules, ...changes } : (changes ?? {});
}
