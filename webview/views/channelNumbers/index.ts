/** The selected channel in numbers, exact and as the framework rounds them. */
import './channelNumbers.js';
