/** Every convention that the product knows, one object each. A new one is a new object here. */
import type { Convention } from '../convention.js';
import { EngineError } from '../engineError.js';
import { pytorch } from './pytorch.js';

export const conventions: readonly Convention[] = [pytorch];

/** @throws EngineError listing the keys, where there is no convention of that name. */
export function conventionNamed(key: string): Convention {
  const convention = conventions.find((candidate) => candidate.key === key);
  if (convention) return convention;
  const keys = conventions.map((candidate) => candidate.key).join(', ');
  throw new EngineError(`convention "${key}": expected one of ${keys}`);
}
