/** A file that could not be opened: what, where, and what to do next. */
import './refused.js';

export { failureText } from './failureText.js';
