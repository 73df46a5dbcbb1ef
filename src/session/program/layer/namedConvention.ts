import type { ConventionChanges, Program } from '../program.js';

/** The convention that a program names, and what of it is other. */
export function namedConvention({ convention = 'pytorch' }: Pick<Program, 'convention'>): ConventionChanges {
  return typeof convention === 'string' ? { base: convention } : convention;
}
