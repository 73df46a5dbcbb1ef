/** What leaves a session as a file: each asked for, none over a file that is open. */
export { exportCommands, exportFrom, usualExport } from './exportFrom.js';
