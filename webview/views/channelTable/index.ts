/** Every channel in a row: sorted, filtered, selected. */
import './channelTable.js';

export { shownRows } from './shownRows.js';
