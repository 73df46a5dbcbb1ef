/** Channels × passes as a picture. */
import './overview.js';
export { severityMark } from './severityMark.js';
