import { Uri } from 'vscode';
import type { Action } from '../../protocol/index.js';
import { baseOf } from '../host/sessionDocument.js';
import { askNumber, askText, wholeNumber } from './ask.js';
import type { Edits } from './edit.js';
import { chooseTensors } from './chooseTensors.js';

/** Commands that change which passes there are, or which one is shown. */
export const programEdits: Edits = {
  'batchnorm.addBatches': async (_snapshot, given, session) => {
    const uris = Array.isArray(given)
      ? given.filter((uri) => uri instanceof Uri).map(String)
      : await chooseTensors({ title: 'Add Batches', canSelectMany: true, folder: baseOf(session.uri) }, session.browse);
    return uris.length > 0 ? { kind: 'addBatches', uris } : undefined;
  },
  'batchnorm.addSameShape': ({ offers: { sameShape }, title }) => {
    if (sameShape.length === 0) throw new Error(`No other file in the folder has the shape of ${title}.`);
    return { kind: 'addBatches', uris: sameShape };
  },
  'batchnorm.split': async ({ input: { shape } }, given) => {
    const samples = shape.at(0) ?? 0;
    const batchSize = await askNumber(given, {
      title: 'Split into Mini-batches',
      prompt: `Samples in a batch, 1 to ${samples}. A smaller last batch is kept.`,
      value: String(Math.min(32, samples)),
      problem: wholeNumber(1, samples),
    });
    return batchSize === undefined ? undefined : { kind: 'split', batchSize };
  },
  'batchnorm.removePass': ({ shown }) => {
    if (shown === null) throw new Error('No pass is shown: go to the one that is to be removed.');
    return { kind: 'removePass', pass: shown };
  },
  'batchnorm.runUntil': (_snapshot, given) => runUntil('forward', given),
  'batchnorm.runBackUntil': (_snapshot, given) => runUntil('backward', given),
  'batchnorm.goToPass': async ({ passes, shown }, given) => {
    const pass = await askNumber(given, {
      title: 'Go to Pass',
      prompt: `Pass 1 to ${passes.length}, or 0 for before the first. Passes up to it are computed.`,
      value: String((shown ?? -1) + 1),
      problem: wholeNumber(0, passes.length),
    });
    if (pass === undefined) return undefined;
    return { kind: 'goTo', pass: pass === 0 ? null : pass - 1 };
  },
};

async function runUntil(direction: 'forward' | 'backward', given: unknown): Promise<Action | undefined> {
  const isAhead = direction === 'forward';
  const condition = await askText(given, {
    title: isAhead ? 'Run Until' : 'Run Back Until',
    prompt: `Runs ${isAhead ? 'on to the first' : 'back to the last'} pass after which this holds, such as any(abs(gap) > 1), running_var[3] > 10 or isnan(max(mean)).`,
    value: '',
    problem: (text) => (text === '' ? 'a condition' : undefined),
  });
  return condition === undefined ? undefined : { kind: 'run', direction, condition };
}
