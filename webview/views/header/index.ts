/** What the tensor is, how it is normalized, where the user stands. */
import './header.js';

export type { Header } from './header.js';
