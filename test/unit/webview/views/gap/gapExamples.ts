import type { GapEvidence } from '../../../../../src/session/index.js';
import { parts, type Split, type Steps } from '../../../../../webview/views/gap/gapModel.js';

export function exampleEvidence(changes: Partial<GapEvidence> = {}): GapEvidence {
  return {
    batch: 'val.npy',
    batches: 1,
    isTrain: false,
    start: { weight: 0.9 ** 24, trained: 24, mean: 0, variance: 1, settles: 20 },
    behind: 9,
    window: 24,
    outlier: { pass: 19, deviation: 9.3, weight: 0.066, batches: 1 },
    count: 12_544,
    storedVar: 'unbiased',
    eps: 1e-5,
    isRounded: false,
    ...changes,
  };
}

/** Channel 0 is far by its start, 1 by a drift, 2 has a NaN, 3 is near. @param scale of all parts */
export function exampleSplit(evidence: Partial<GapEvidence> = {}, scale = 1): Split {
  const channels = 4;
  const taken = new Float64Array(parts.length * channels);
  const put = (part: (typeof parts)[number], values: readonly number[]): void => {
    values.forEach((value, channel) => (taken[parts.indexOf(part) * channels + channel] = scale * value));
  };
  put('start', [4, -0.1, 0, 0.05]);
  put('lag', [0.4, 0.7, 0, 0]);
  for (let part = 0; part < parts.length; part++) taken[part * channels + 2] = NaN;
  return {
    kind: 'split',
    request: { pass: 24, input: 'pass' },
    counts: { train: 24, eval: 1 },
    channels,
    gap: Float64Array.of(0.5, -0.6, NaN, 0.05),
    spread: Float64Array.of(0.9, 1, NaN, 1.3),
    distance: Float64Array.of(4.4, 0.6, NaN, 0.05),
    parts: taken,
    matters: Uint8Array.of(1, 1, 1, 0),
    typical: Float64Array.of(0.08),
    causes: [
      { part: 'start', share: 0.6, largestIn: 1 },
      { part: 'lag', share: 0.4, largestIn: 1 },
    ],
    evidence: exampleEvidence(evidence),
  };
}

/** Channel 37 of the page's picture. */
export function exampleSteps(): Steps {
  return {
    isSplit: true,
    mean: Float64Array.of(0.15, 0.451, -0.12, -0.026, 0, 0, 0.163, 0),
    variance: Float64Array.of(-0.042, 0, -0.244, 4.8e-5, -7.2e-5, 1e-18, -0.005, 0),
    distances: Float64Array.of(0.154, 0.436, -0.09, -0.025, 0, 0, 0.159, 0),
    ends: Float64Array.of(1.276, 0.8068, 1.8296, 0.5721, 0.618, 0.84, 0.634, 1e-5),
    meanTerms: Float64Array.of(0.9 ** 24, 0, 1.683, 1 - 0.9 ** 24, 1.1445),
    varianceTerms: Float64Array.of(0.9 ** 24, 1, 0.58, 1 - 0.9 ** 24, 0.55, 0.001, 0),
    drifts: true,
    newest: 0.1,
    trained: 24,
    last: 23,
    outliers: [{ pass: 19, terms: Float64Array.of(0.0656, 1.51, 3.15, 0.0656, 0.58, 3.5) }],
    outlierCount: 1,
  };
}
