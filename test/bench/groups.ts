import { debugging } from './debugger/debugger.js';
import { engine } from './engine/engine.js';
import { findings } from './findings/findings.js';
import type { Group } from './group.js';
import { recordings } from './models/models.js';
import { openToStatistics } from './openToStatistics.js';
import { panel } from './panel/panel.js';
import { recorder } from './recorder.js';
import { sizes } from './sizes.js';

/** Everything that `npm run bench` measures, in the order of its output. */
export const groups: readonly Group[] = [
  engine,
  openToStatistics,
  findings,
  recordings,
  debugging,
  recorder,
  panel,
  sizes,
];
