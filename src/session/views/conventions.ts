import { conventions as all } from '../../engine/index.js';
import { differencesBetween, formulasOf } from '../compare/index.js';
import type { Session } from '../run/index.js';
import type { ConventionCard } from './studyView.js';

/** A card for every convention, with what sets it apart from the session's as the program sets it. */
export function conventions({ layer }: Session): readonly ConventionCard[] {
  return all.map((convention) => ({
    key: convention.key,
    name: convention.name,
    rule: convention.rule,
    formulas: formulasOf(convention),
    differences: differencesBetween(convention, layer.convention),
    source: convention.source,
  }));
}
