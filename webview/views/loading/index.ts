/** A file that is still being read: how far, and what is known of it already. */
import './loading.js';

export { progressShare, progressText, shareText } from './progressText.js';
