import { normalBatch, type Example } from '../views/exampleSession.js';
import { told } from './told.js';

export const nonFiniteInput = told('non-finite-input');
export const nonFiniteState = told('non-finite-state');

export const SHAPE = [4, 3, 2, 2];
export const clean = (count: number): Example[] =>
  Array.from({ length: count }, (_, i): Example => ['train', normalBatch(SHAPE, i + 1)]);
/** Element [2, 1, 1, 0]. */
export const AT = 2 * 12 + 1 * 4 + 2;
