/** Lines under the header: what went wrong without ending the session. */
import './notices.js';
