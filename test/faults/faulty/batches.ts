import { batch, caseOf, fitting, setting, someChannel, times, type Fault } from './fault.js';

export const BATCHES: readonly Fault[] = [
  {
    rule: 'two-populations',
    name: 'two domains in turn',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const by = random.oneOf([2, 3]);
      const batches = times(40, (i) =>
        batch(random, now, 'train', { shift: (c) => (c === channel && i % by === 0 ? 3 : 0) }),
      );
      return caseOf(batches, { pass: 0, channels: [channel] }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random);
      return caseOf(
        times(40, () => batch(random, now, 'train')),
        {},
        { state: fitting(now) },
      );
    },
  },
  {
    rule: 'two-populations',
    name: 'two domains in blocks of five, in all channels, from a pass on',
    faulty(random) {
      const now = setting(random);
      const batches = times(60, (i) =>
        batch(random, now, 'train', { shift: () => (i >= 20 && Math.floor(i / 5) % 2 === 0 ? 4 : 0) }),
      );
      return caseOf(batches, { pass: 20 }, { state: fitting(now) });
    },
    near(random) {
      // One shift is not two populations.
      const now = setting(random);
      const batches = times(60, (i) => batch(random, now, 'train', { shift: () => (i >= 30 ? 3 : 0) }));
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
  {
    rule: 'distribution-shift',
    name: 'another level from a pass on',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const at = random.whole(15, 30);
      const batches = times(50, (i) =>
        batch(random, now, 'train', { shift: (c) => (c === channel && i >= at ? 3 : 0) }),
      );
      return caseOf(batches, { pass: at, channels: [channel] }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random);
      const at = random.whole(15, 30);
      // One batch alone is an outlier.
      const batches = times(50, (i) => batch(random, now, 'train', { shift: () => (i === at ? 8 : 0) }));
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
  {
    rule: 'distribution-shift',
    name: 'a drift from the first pass on',
    faulty(random) {
      const now = setting(random);
      const batches = times(60, (i) => batch(random, now, 'train', { shift: () => i / 12 }));
      return caseOf(batches, { pass: 0 }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random);
      const batches = times(60, (i) => batch(random, now, 'train', { shift: () => (0.1 * i) / 60 }));
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
  {
    rule: 'between-batch-variance',
    name: 'every batch of another class',
    faulty(random) {
      const now = setting(random);
      const batches = times(50, () => {
        const levels = Float64Array.from(now.mean, () => random.normal());
        return batch(random, now, 'train', { shift: (c) => levels[c] });
      });
      return caseOf(batches, { pass: 0 });
    },
    near(random) {
      // 16 values that are all alike in a sample scatter by .25 σ, and no more is said of that.
      const now = { ...setting(random), samples: 16, ofSample: 0.9 };
      return caseOf(
        times(60, () => batch(random, now, 'train')),
        {},
        { state: fitting(now) },
      );
    },
  },
  {
    rule: 'outlier-batch',
    name: 'one batch of something else, still there at the end',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const at = random.whole(20, 28);
      const batches = times(30, (i) =>
        batch(random, now, 'train', { shift: (c) => (c === channel && i === at ? 20 : 0) }),
      );
      return caseOf(batches, { pass: at, channels: [channel] }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random);
      // 60 train passes later nothing of it is left.
      const batches = times(90, (i) => batch(random, now, 'train', { shift: () => (i === 29 ? 20 : 0) }));
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
  {
    rule: 'outlier-batch',
    name: 'one huge value, early on, that is evaluated',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const batches = times(16, (i) => batch(random, now, i > 13 ? 'eval' : 'train'));
      batches[4].values[channel * now.positions] = 1e5 * now.sigma[channel];
      return caseOf(batches, { pass: 4, channels: [channel] }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random);
      const batches = times(16, (i) => batch(random, now, i > 13 ? 'eval' : 'train'));
      batches[4].values[0] = now.mean[0] + 6 * now.sigma[0];
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
];
