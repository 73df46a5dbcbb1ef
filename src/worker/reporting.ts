/** What is said of a whole program to others than the panel: loaded when the first asks. */
export { checkProgramText, exportOf, modelReportOf, programOutline, reportOf } from '../session/index.js';
export { LayersThreads } from './threads/layersThreads.js';
