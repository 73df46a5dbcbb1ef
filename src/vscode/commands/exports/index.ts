/** What leaves a session as a file: each asked for, none over a file that is open. */
export { exportCharts } from './exportCharts.js';
export { exportCommands, exportFrom } from './exportFrom.js';
export { exportReport } from './exportReport.js';
