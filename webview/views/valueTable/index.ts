/** A table of numbers that any page may fill: a row for each channel, sorted by magnitude. */
import './valueTable.js';

export type { ValueColumn } from './valueOrder.js';
