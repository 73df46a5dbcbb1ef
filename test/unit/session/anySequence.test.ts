import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayerChanges, PassRecord, Program } from '../../../src/session/index.js';
import type { SessionOwner } from '../../../src/session/run/sessionOwner.js';
import { BASE, exampleFiles, openSession } from './memoryFiles.js';

type Step = (owner: SessionOwner) => unknown;
type NamedStep = readonly [name: string, step: Step];

/** Some of these are refused, now and then: a refused step must leave a sound session as well. */
const step: fc.Arbitrary<NamedStep> = fc.oneof(
  // What people press most.
  fc.constantFrom<NamedStep>(
    ['train', (owner) => owner.pass('train')],
    ['eval', (owner) => owner.pass('eval')],
    ['all', (owner) => owner.runAll()],
    ['run back to 1', (owner) => owner.run({ direction: 'backward', pass: 0 })],
    ['run to 3', (owner) => owner.run({ direction: 'forward', pass: 2 })],
    ['go 1', (owner) => owner.goTo(0)],
  ),
  fc.constantFrom<NamedStep>(
    ['back', (owner) => owner.stepBack()],
    ['into', (owner) => owner.stepInto()],
    ['out', (owner) => owner.stepOut()],
    ['go into 2', (owner) => owner.goTo(1, 1)],
    ['reset', (owner) => owner.reset()],
    ['undo', (owner) => owner.undo()],
    ['redo', (owner) => owner.redo()],
    ['reload', (owner) => owner.reload()],
    ['split', (owner) => owner.split(3)],
    ['add', (owner) => owner.addBatches([`${BASE}/batch_7.npy`, `${BASE}/single.npy`], false)],
    ['replace', (owner) => owner.addBatches([`${BASE}/batch_8.npy`], true)],
  ),
  fc
    .record({
      pass: fc.nat({ max: 6 }),
      set: fc.constantFrom<LayerChanges>(
        { eps: 0.1 },
        { momentum: null, runningVar: 2 },
        { runningMean: [1, 2, 3] },
        { gamma: [1, 2] },
      ),
    })
    .map(({ pass, set }): NamedStep => [`set ${JSON.stringify(set)} at ${pass}`, (owner) => owner.set(pass, set)]),
  fc.constantFrom<NamedStep>(
    ['switch to the last branch', (owner) => owner.switchBranch(owner.branches.at(-1)?.name ?? '')],
    ['switch to the first branch', (owner) => owner.switchBranch(owner.branches.at(0)?.name ?? '')],
    ['remove the last branch', (owner) => owner.removeBranch(owner.branches.at(-1)?.name ?? '')],
  ),
  fc.integer({ min: 0, max: 5 }).map((pass): NamedStep => [`go ${pass}`, (owner) => owner.goTo(pass)]),
  fc.integer({ min: 0, max: 5 }).map((pass): NamedStep => [`remove ${pass}`, (owner) => owner.removePass(pass)]),
  fc
    .record(
      {
        momentum: fc.constantFrom(0.1, 0.9, null),
        eps: fc.constantFrom(1e-5, 0.1, -1),
        affine: fc.boolean(),
        trackRunningStats: fc.boolean(),
        channelAxis: fc.constantFrom(1, 2, 5),
        convention: fc.constantFrom('pytorch', 'keras', 'caffe', 'haiku'),
        state: fc.record({ runningMean: fc.constantFrom(null, 3, [1, 2, 3]) }),
      },
      { requiredKeys: [] },
    )
    .map((settings): NamedStep => [JSON.stringify(settings), (owner) => owner.configure(settings)]),
);

const numbersOf = (passes: readonly PassRecord[]) =>
  passes.map(({ kind, plan, layer, shape, moments, before, after }) => ({
    kind,
    plan,
    layer,
    shape,
    moments,
    before,
    after,
  }));

test('any sequence of steps leaves a session whose passes are those of a fresh run of its program', async () => {
  const start: Program = {
    steps: [
      { train: 'batch_0.npy' },
      { eval: 'val.npy' },
      { set: { runningMean: 0.5 } },
      { train: 'single.npy' },
      { train: 'batch_1?.npy' },
    ],
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const owner = await openSession(start);
      for (const [, take] of steps) {
        try {
          await take(owner);
        } catch {
          // Refused; what matters is what is left.
        }
      }
      const { session } = owner;
      const { pass, stage } = session.cursor;
      expect(session.passes.length).toBeLessThanOrEqual(session.plan.length);
      expect(pass + (stage === null ? 0 : 1)).toBeLessThanOrEqual(session.passes.length);
      session.passes.forEach((record, index) => expect(record.plan).toEqual(session.plan[index]));

      const names = [owner.branchName, ...owner.branches.map(({ name }) => name)];
      expect(new Set(names).size).toBe(names.length);

      const fresh = await openSession(session.program, exampleFiles());
      expect(fresh.session.plan).toEqual(session.plan);
      expect(fresh.session.stepOfPass).toEqual(session.stepOfPass);
      await fresh.goTo(session.passes.length - 1);
      expect(numbersOf(session.passes)).toEqual(numbersOf(fresh.session.passes));
    }),
    { numRuns: 300, seed: 7 },
  );
});
