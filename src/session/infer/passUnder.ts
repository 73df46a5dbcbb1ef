import { conventionNamed, type Convention, type Normalizer } from '../../engine/index.js';
import type { Session } from '../run/index.js';
import type { RuleSettings } from './explanation.js';
import { simulate } from './simulate.js';

/** The convention that a rule's settings make of the session's. @throws EngineError where it is unknown */
export function conventionUnder({ layer }: Session, { convention, eps, momentum }: RuleSettings): Convention {
  const base = convention === undefined ? layer.convention : conventionNamed(convention);
  return { ...base, ...(eps !== undefined && { eps }), ...(momentum !== undefined && { momentum }) };
}

/**
 * What a pass would normalize with, had the session followed another rule from the start; null: that rule takes the batch
 * otherwise, or refuses it.
 */
export function normalizerUnder(session: Session, settings: RuleSettings, pass: number): Normalizer | null {
  if (settings.channelAxis !== undefined && settings.channelAxis !== session.layer.channelAxis) return null;
  const convention = conventionUnder(session, settings);
  if (convention.statisticsAxes !== session.layer.convention.statisticsAxes) return null;
  const records = session.passes.slice(0, pass + 1);
  const passes = records.map((record) => ({ record, shape: record.shape ?? null, output: null, state: null }));
  const replay = {
    session,
    evidence: { passes, isWhole: true },
    moments: records.map(({ moments }) => moments ?? null),
    layer: session.layer,
  };
  return simulate(replay, convention).at(pass)?.normalizer ?? null;
}
