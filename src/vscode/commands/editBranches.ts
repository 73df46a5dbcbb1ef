import type { Action, SessionSnapshot } from '../../protocol/index.js';
import type { LayerChanges } from '../../session/index.js';
import { pickOne } from '../dialogs.js';
import { askText } from './ask.js';
import type { Edits } from './edit.js';

/** What can be set from a pass on, and whether each channel has a value of its own. */
const settable: readonly { readonly name: keyof LayerChanges; readonly label: string; readonly ofChannels: boolean }[] =
  [
    { name: 'eps', label: 'eps', ofChannels: false },
    { name: 'momentum', label: 'momentum', ofChannels: false },
    { name: 'gamma', label: 'γ', ofChannels: true },
    { name: 'beta', label: 'β', ofChannels: true },
    { name: 'runningMean', label: 'running mean', ofChannels: true },
    { name: 'runningVar', label: 'running variance', ofChannels: true },
    { name: 'numBatchesTracked', label: 'num_batches_tracked', ofChannels: false },
  ];

/** Commands that change a layer from a pass on; what there was stays beside it, as a branch. */
export const branchEdits: Edits = {
  'batchnorm.changeFromHere': async (snapshot, given) => {
    if (typeof given === 'object' && given !== null) return setBefore(snapshot, given);
    const next = comingPass(snapshot);
    const picked = await pickOne(settable, {
      title: `Change from Pass ${next + 1} on`,
      placeHolder: 'What is changed? The passes behind it are computed again; what there was stays as a branch.',
    });
    if (!picked) return undefined;
    const text = await askText(undefined, {
      title: `Change ${picked.label} from Pass ${next + 1} on`,
      prompt: picked.ofChannels
        ? 'A number for all channels, or one for each, separated by commas.'
        : picked.name === 'momentum'
          ? 'A number, or "cumulative" for the average over all batches.'
          : 'A number.',
      value: '',
      problem: (value) => (valueOf(picked, value) === undefined ? 'a number' : undefined),
    });
    const value = text === undefined ? undefined : valueOf(picked, text);
    return value === undefined ? undefined : setBefore(snapshot, { [picked.name]: value });
  },
  'batchnorm.switchBranch': (snapshot, given) => overBranch('switchBranch', 'Switch Branch', snapshot, given),
  'batchnorm.removeBranch': (snapshot, given) => overBranch('removeBranch', 'Remove Branch', snapshot, given),
};

/** The pass that runs next, from 0. */
function comingPass({ cursor }: SessionSnapshot): number {
  return cursor.pass + (cursor.stage === null ? 0 : 1);
}

function setBefore(snapshot: SessionSnapshot, values: LayerChanges): Action {
  return { kind: 'set', pass: comingPass(snapshot), values };
}

function valueOf({ name, ofChannels }: (typeof settable)[number], text: string): number | number[] | null | undefined {
  if (name === 'momentum' && text === 'cumulative') return null;
  const values = text.split(',').map((one) => (one.trim() === '' ? NaN : Number(one)));
  if (values.some(Number.isNaN)) return undefined;
  if (values.length === 1) return values[0];
  return ofChannels ? values : undefined;
}

async function overBranch(
  kind: 'switchBranch' | 'removeBranch',
  title: string,
  { branches: { others } }: SessionSnapshot,
  given: unknown,
): Promise<Action | undefined> {
  if (others.length === 0) throw new Error('There is one branch: Change from Here makes another.');
  if (typeof given === 'string') return { kind, name: given };
  const picked = await pickOne(
    others.map((label) => ({ label })),
    { title, placeHolder: 'Which of the sessions that stay beside this one?' },
  );
  return picked && { kind, name: picked.label };
}
