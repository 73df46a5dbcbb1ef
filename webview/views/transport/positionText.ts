import type { SessionSnapshot } from '../../../src/protocol/index.js';
import { count } from '../../kit/format.js';

/** Where the user stands, as the toolbar says it; the first part is set in bold. */
export interface PositionText {
  readonly pass: string;
  readonly of: string;
  readonly stage: string | null;
  readonly next: string | null;
}

export function positionText(snapshot: SessionSnapshot): PositionText {
  const { shown, passes, cursor, stages, next, computed } = snapshot;
  return {
    pass: shown !== null ? `Pass ${shown + 1}` : computed === 0 ? 'No pass has run' : 'Before the first pass',
    of: shown !== null ? ` of ${count(passes.length)}` : '',
    stage:
      cursor.stage === null
        ? null
        : `stage ${cursor.stage + 1} of ${stages.length}: ${stages[cursor.stage] ?? 'end of the pass'}`,
    next: next
      ? `next pass: ${next.mode} ${next.batch}`
      : passes.length > 0 && cursor.stage === null
        ? 'the program has ended'
        : null,
  };
}
