/** What a page says before there is a pass that it could be about. */
export { nothingRun } from './nothingRun.js';
