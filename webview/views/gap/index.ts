/** Why train and eval differ. */
export { Gap } from './gap.js';
export { gapRows } from './gapRows.js';
