import { batch, caseOf, fitting, setting, someChannel, times, type Fault } from './fault.js';

export const GAPS: readonly Fault[] = [
  {
    rule: 'mode-shift',
    name: 'dropout before the layer: twice the variance in training',
    faulty(random) {
      const now = setting(random);
      const batches = times(50, (i) =>
        i >= 30 && i % 5 === 4 ? batch(random, now, 'eval') : batch(random, now, 'train', { scale: () => Math.SQRT2 }),
      );
      return caseOf(batches, { pass: 34 });
    },
    near(random) {
      const now = setting(random);
      const batches = times(60, (i) => batch(random, now, i >= 30 && i % 5 === 4 ? 'eval' : 'train'));
      return caseOf(batches);
    },
  },
  {
    rule: 'mode-shift',
    name: 'another preparation of what is evaluated',
    faulty(random) {
      const now = setting(random);
      const sides = Float64Array.from(now.mean, () => random.oneOf([-1, 1]));
      const off = { shift: (c: number) => 3 * sides[c] };
      const batches = times(60, (i) => (i >= 50 ? batch(random, now, 'eval', off) : batch(random, now, 'train')));
      return caseOf(batches, { pass: 50 });
    },
    near(random) {
      const now = setting(random);
      // One channel alone is a gap.
      const off = { shift: (c: number) => (c === 0 ? 3 : 0) };
      const batches = times(60, (i) => (i >= 50 ? batch(random, now, 'eval', off) : batch(random, now, 'train')));
      return caseOf(batches);
    },
  },
  {
    rule: 'stale-statistics',
    name: 'averaged weights with the statistics of one model, evaluated',
    faulty(random) {
      const now = setting(random);
      const { runningMean, runningVar } = fitting(now);
      const state = {
        runningMean: (runningMean ?? now.mean).map((mean, c) => mean + 2.5 * now.sigma[c] * random.oneOf([-1, 1])),
        runningVar,
      };
      return caseOf(
        times(10, () => batch(random, now, 'eval')),
        {},
        { state },
      );
    },
    near(random) {
      const now = setting(random);
      return caseOf(
        times(10, () => batch(random, now, 'eval')),
        {},
        { state: fitting(now) },
      );
    },
  },
  {
    rule: 'stale-statistics',
    name: 'a checkpoint of other weights, trained on',
    faulty(random) {
      const now = setting(random);
      const { runningMean, runningVar } = fitting(now);
      const state = { runningMean, runningVar: (runningVar ?? now.sigma).map((variance) => 9 * variance) };
      return caseOf(
        times(20, () => batch(random, now, 'train')),
        {},
        { state },
      );
    },
    near(random) {
      const now = setting(random);
      // It fits at first: what comes later is a shift.
      const batches = times(50, (i) => batch(random, now, 'train', { shift: () => (i >= 30 ? 4 : 0) }));
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
  {
    rule: 'train-eval-gap',
    name: 'one channel of what is evaluated lies elsewhere',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const off = { shift: (c: number) => (c === channel ? 4 : 0) };
      const batches = times(60, (i) => (i >= 50 ? batch(random, now, 'eval', off) : batch(random, now, 'train')));
      return caseOf(batches, { pass: 50, channels: [channel] });
    },
    near(random) {
      const now = setting(random);
      const off = { shift: (c: number) => (c === 0 ? 0.1 : 0) };
      const batches = times(60, (i) => (i >= 50 ? batch(random, now, 'eval', off) : batch(random, now, 'train')));
      return caseOf(batches);
    },
  },
  {
    rule: 'train-eval-gap',
    name: 'a frozen layer whose input lies elsewhere in one channel',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const { runningMean, runningVar } = fitting(now);
      const state = { runningMean: (runningMean ?? now.mean).slice(), runningVar };
      state.runningMean[channel] += 5 * now.sigma[channel];
      return caseOf(
        times(10, () => batch(random, now, 'train')),
        { pass: 0, channels: [channel] },
        { state, convention: 'frozen' },
      );
    },
    near(random) {
      const now = setting(random);
      return caseOf(
        times(10, () => batch(random, now, 'train')),
        {},
        { state: fitting(now), convention: 'frozen' },
      );
    },
  },
];
