/** Why train and eval differ; the page itself comes with those that are loaded late. */
export { gapRows } from './gapRows.js';
