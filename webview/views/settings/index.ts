/** What changes the numbers: channel axis, convention, eps, momentum, and further parameters. */
import './parameters.js';
import './settings.js';

export { float32Description } from './emulationOptions.js';
