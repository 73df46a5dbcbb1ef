/** What can be done with a tensor before any pass has run. */
import './firstOpen.js';
