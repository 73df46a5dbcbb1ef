/** Channels × passes as a picture. */
import './overview.js';
