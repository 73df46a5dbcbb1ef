import { svg, type SVGTemplateResult } from 'lit';
import type { PassSummary } from '../../../src/protocol/index.js';

/** Train is a circle, eval a diamond; filled where run and at or before the cursor. Centred on 0, 0. */
export function passMark(pass: PassSummary, isBehindCursor: boolean): SVGTemplateResult {
  const filled = isBehindCursor && pass.status === 'computed' ? 'bn-filled' : '';
  return pass.mode === 'train'
    ? svg`<circle class="bn-train-mark ${filled}" r="3.75"></circle>`
    : svg`<path class="bn-eval-mark ${filled}" d="M0-5 3.5 0 0 5-3.5 0Z"></path>`;
}

/** What the mark says, in words; a name has to begin with what can be seen, `train b0.npy next`. */
export function passWords({ mode, batch, status, error }: PassSummary, ahead: boolean, isNext = false): string {
  const state =
    status === 'refused' ? `, refused: ${error ?? ''}` : status === 'planned' ? ', not run' : ahead ? ', ahead' : '';
  return `${mode} ${batch}${isNext ? ', next' : ''}${state}`;
}
