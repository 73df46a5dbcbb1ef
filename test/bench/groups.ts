import { engine } from './engine.js';
import type { Group } from './group.js';

/** Everything that `npm run bench` measures, in the order of its output. */
export const groups: readonly Group[] = [engine];
