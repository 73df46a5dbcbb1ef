import { batch, caseOf, fitting, setting, someChannel, times, type Fault } from './fault.js';

export const AVERAGES: readonly Fault[] = [
  {
    rule: 'not-converged',
    name: 'a dozen train passes, then eval, far from 0',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      const far = { shift: (c: number) => (c === channel ? 5 : 0) };
      // The others start where they belong.
      now.mean.fill(0);
      now.sigma.fill(1);
      const trains = times(12, () => batch(random, now, 'train', far));
      return caseOf([...trains, batch(random, now, 'eval', far)], { pass: 12, channels: [channel] });
    },
    near(random) {
      const now = setting(random);
      now.mean.fill(0);
      now.sigma.fill(1);
      return caseOf([...times(12, () => batch(random, now, 'train')), batch(random, now, 'eval')]);
    },
  },
  {
    rule: 'not-converged',
    name: 'a variance that is still the initial 1, at the end',
    faulty(random) {
      const now = setting(random);
      const channel = someChannel(random, now);
      now.mean.fill(0);
      now.sigma.fill(1)[channel] = 0.01;
      return caseOf(
        times(30, () => batch(random, now, 'train')),
        { channels: [channel] },
      );
    },
    near(random) {
      const now = setting(random);
      now.sigma.fill(0.01);
      return caseOf(times(150, () => batch(random, { ...now, channels: 4 }, 'train')));
    },
  },
  {
    rule: 'momentum-inverted',
    name: 'momentum .9 where .1 was meant',
    faulty(random) {
      const now = setting(random);
      const batches = times(20, (i) => batch(random, now, i % 7 === 6 ? 'eval' : 'train'));
      return caseOf(batches, {}, { changes: { momentum: 0.9 } });
    },
    near(random) {
      const now = setting(random);
      return caseOf(
        times(20, () => batch(random, now, 'train')),
        {},
        { changes: { momentum: null } },
      );
    },
  },
  {
    rule: 'momentum-inverted',
    name: 'Keras with PyTorch’s momentum',
    faulty(random) {
      const now = setting(random);
      return caseOf(
        times(20, () => batch(random, now, 'train')),
        {},
        { convention: 'keras', changes: { momentum: 0.1 } },
      );
    },
    near(random) {
      const now = setting(random);
      const state = fitting(now);
      return caseOf(
        times(20, () => batch(random, now, 'train')),
        {},
        { convention: 'keras', state },
      );
    },
  },
  {
    rule: 'small-batch',
    name: 'a few samples a batch',
    faulty(random) {
      const now = setting(random);
      const few = { ...now, samples: random.oneOf([2, 4, 8]), positions: 1 };
      return caseOf(
        times(60, () => batch(random, few, 'train')),
        {},
        { state: fitting(now) },
      );
    },
    near(random) {
      const now = { ...setting(random), samples: 8, positions: 49, ofSample: 0 };
      return caseOf(
        times(60, () => batch(random, now, 'train')),
        {},
        { state: fitting(now) },
      );
    },
  },
  {
    rule: 'small-last-batch',
    name: 'an epoch that ends with two samples',
    faulty(random) {
      const now = setting(random, { samples: 32 });
      const channel = someChannel(random, now);
      const last = batch(random, now, 'train', { samples: 2, shift: (c) => (c === channel ? 6 : 0) });
      const batches = [...times(30, () => batch(random, now, 'train')), last, batch(random, now, 'eval')];
      return caseOf(batches, { pass: 30, channels: [channel] }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random, { samples: 32 });
      const last = batch(random, now, 'train', { samples: Math.floor(now.samples / 2) - 1 });
      return caseOf([...times(30, () => batch(random, now, 'train')), last], {}, { state: fitting(now) });
    },
  },
  {
    rule: 'repeated-batch',
    name: 'a second forward of one batch',
    faulty(random) {
      const now = setting(random);
      const at = random.whole(5, 25);
      const batches = times(30, () => batch(random, now, 'train'));
      batches[at] = batches[at - 1];
      return caseOf(batches, { pass: at }, { state: fitting(now) });
    },
    near(random) {
      const now = setting(random);
      const batches = times(30, (i) => batch(random, now, i % 2 === 0 ? 'train' : 'eval'));
      // Evaluated right after it was trained on; and in the next epoch.
      batches[11] = { ...batches[10], mode: 'eval' };
      batches[28] = batches[2];
      return caseOf(batches, {}, { state: fitting(now) });
    },
  },
];
