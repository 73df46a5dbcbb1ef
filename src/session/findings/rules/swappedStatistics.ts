import type { LayerState } from '../../../engine/index.js';
import { swapEvidence, swapText, type SwapEvidence } from '../../layers/index.js';
import { numberText } from '../../numberText.js';
import { distanceOf, judgeOf } from '../stateFit.js';
import { telling, type Limits, type Rule, type Telling } from '../rule.js';
import { type AtStart, Starts } from '../starts.js';

const thresholds = {
  leastChannels: { default: 4, source: 'Fewer channels may fit by chance.' },
  near: {
    default: 1,
    source:
      'Median over the channels of |mean gap| in σ and |log of the ratio of the variances|: a batch that fits is within 1.',
  },
  nearer: { default: 5, source: 'The batch lies so many times nearer to the running values when they are exchanged.' },
  negativeShare: {
    default: 0.25,
    source: 'Of means about half are negative before a ReLU; rounding makes a variance negative here and there.',
  },
  beyondEps: { default: 10, source: 'Times eps below 0: rounding does not reach so far.' },
};

/** Of one start. */
interface Swap {
  readonly initial: LayerState;
  readonly negative: SwapEvidence | null;
  /** How far the first batch is from the running values. */
  fit: Fit | null;
}

interface Fit {
  readonly pass: number;
  readonly asItIs: number;
  readonly exchanged: number;
}

/**
 * A start whose running mean and variance stand in each other's place: the first batch lies at once where the two would put
 * it if they were exchanged. Without a batch, a variance that is well below 0 in many channels beside a mean that nowhere is.
 */
export const swappedStatistics: Rule<Starts<Swap>, typeof thresholds> = {
  id: 'swapped-statistics',
  thresholds,
  link: 'https://github.com/gmalivenko/pytorch2keras/issues/120',
  explains: [
    'expected-differs',
    'negative-variance',
    'misread-state',
    'eps-dominates',
    'amplifying-channel',
    'train-eval-gap',
    'stale-statistics',
  ],

  start: ({ convention }, first, limits) =>
    new Starts(first, (initial) => ({ initial, negative: negativeIn(initial, convention.eps, limits), fit: null })),

  see(starts, { start, pass, record }) {
    const swap = starts.see({ start, pass });
    if (swap.fit) return;
    const { runningMean, runningVar } = swap.initial;
    const batch = judgeOf(swap.initial, pass, record);
    if (!batch || !runningMean || !runningVar) return;
    swap.fit = {
      pass,
      asItIs: distanceOf(batch, { mean: runningMean, variance: runningVar }),
      exchanged: distanceOf(batch, { mean: runningVar, variance: runningMean }),
    };
  },

  tell: (starts, limits) => starts.all.flatMap((start) => tellStart(start, limits)),
};

function negativeIn(
  { runningMean, runningVar }: LayerState,
  eps: number,
  { negativeShare, beyondEps }: Limits<typeof thresholds>,
): SwapEvidence | null {
  if (!runningMean || !runningVar) return null;
  const evidence = swapEvidence(runningMean, runningVar);
  const far = runningVar.filter((value) => value < -beyondEps * eps).length;
  return evidence && far >= Math.max(2, negativeShare * runningVar.length) ? evidence : null;
}

function tellStart(
  { about: { initial, negative, fit }, pass, lastPass }: AtStart<Swap>,
  { leastChannels, near, nearer }: Limits<typeof thresholds>,
): readonly Telling[] {
  const channels = initial.runningMean?.length ?? 0;
  const isNearer =
    fit !== null &&
    fit.exchanged < near &&
    (negative
      ? fit.exchanged * 2 < fit.asItIs
      : channels >= leastChannels && fit.asItIs > Math.max(near, nearer * fit.exchanged));
  if (!(fit ? isNearer : negative)) return [];
  const signs = [
    ...(negative ? [swapText(negative)] : []),
    ...(fit
      ? [
          `exchanged, they are ${numberText(fit.exchanged)} from the first batch, as they stand ${numberText(fit.asItIs)}`,
        ]
      : []),
  ];
  const which =
    pass < 0 ? 'Initial running mean and variance' : `Running mean and variance set before pass ${pass + 1}`;
  const evidence = [{ pass, lastPass, known: negative ? pass : (fit?.pass ?? pass), weight: Infinity }];
  const words = {
    severity: 'error',
    label: 'swapped',
    message: `${which} look swapped: ${signs.join('; ')}.`,
    remedy:
      'Look where the two are loaded: give runningMean the file of the mean, and runningVar that of the variance.',
  } as const;
  return [telling({ evidence, channels, example: 'first', words: () => words })];
}
