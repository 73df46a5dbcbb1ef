import { Uri, window } from 'vscode';
import type { Action, SessionSnapshot, SettingsChange } from '../../protocol/index.js';
import type { LiveSession } from '../session/liveSession.js';
import { baseOf } from '../session/sessionDocument.js';
import { chooseTensors } from './tensorFiles.js';

/** Commands that ask for a value first. A value that is given (by a key binding, by a test) is taken without asking. */
type Edit = (snapshot: SessionSnapshot, given: unknown, session: LiveSession) => Promise<Action | undefined>;

const configure = (settings: SettingsChange): Action => ({ kind: 'configure', settings });

export const editCommands: Readonly<Record<string, Edit>> = {
  'batchnorm.addBatches': async (_snapshot, given, session) => {
    const uris = Array.isArray(given)
      ? given.filter((uri) => uri instanceof Uri)
      : await chooseTensors({ title: 'Add Batches', canSelectMany: true, folder: baseOf(session.uri) });
    return uris.length > 0 ? { kind: 'addBatches', uris: uris.map(String) } : undefined;
  },
  'batchnorm.split': async ({ input: { shape } }, given) => {
    const samples = shape[0] ?? 0;
    const batchSize = await askNumber(given, {
      title: 'Split into Mini-batches',
      prompt: `Samples in a batch, 1 to ${samples}. A smaller last batch is kept.`,
      value: String(Math.min(32, samples)),
      problem: (size) => (Number.isInteger(size) && size >= 1 && size <= samples ? undefined : `1 to ${samples}`),
    });
    return batchSize === undefined ? undefined : { kind: 'split', batchSize };
  },
  'batchnorm.changeMomentum': async ({ settings }, given) => {
    if (given === null) return configure({ momentum: null });
    const weighed = settings.momentumWeighs === 'batch' ? 'the batch' : 'the old value';
    const text = await askText(given, {
      title: 'Change Momentum',
      prompt: `Weight of ${weighed} in the running averages, 0 to 1, or "cumulative" for the average over all batches.`,
      value: settings.momentum === null ? 'cumulative' : String(settings.momentum),
      problem: (value) => (value === 'cumulative' || isBetween(value, 0, 1) ? undefined : '0 to 1, or cumulative'),
    });
    if (text === undefined) return undefined;
    return configure({ momentum: text === 'cumulative' ? null : Number(text) });
  },
  'batchnorm.changeEps': async ({ settings }, given) => {
    const eps = await askNumber(given, {
      title: 'Change Eps',
      prompt: 'Added to the variance before its square root is taken.',
      value: String(settings.eps),
      problem: (value) => (value >= 0 && Number.isFinite(value) ? undefined : 'A number from 0 on, such as 1e-5'),
    });
    return eps === undefined ? undefined : configure({ eps });
  },
  'batchnorm.changeConvention': async ({ settings }, given) => {
    if (typeof given === 'string') return configure({ convention: given });
    const picked = await window.showQuickPick(
      settings.conventions.map(({ key, name, description }) => ({
        label: name,
        detail: description,
        key,
        ...(key === settings.conventionKey && { description: 'current' }),
      })),
      { title: 'Change Convention', matchOnDetail: true, placeHolder: 'Whose rules does the layer follow?' },
    );
    return picked && configure({ convention: picked.key });
  },
  'batchnorm.changeChannelAxis': async ({ input: { shape }, settings }, given) => {
    if (typeof given === 'number') return configure({ channelAxis: given });
    const picked = await window.showQuickPick(
      shape.map((size, axis) => ({
        label: `axis ${axis}`,
        description: `${size} channels${axis === settings.channelAxis ? ', current' : ''}`,
        axis,
      })),
      { title: 'Change Channel Axis', placeHolder: `Shape [${shape.join(', ')}]: which axis are the channels?` },
    );
    return picked && configure({ channelAxis: picked.axis });
  },
};

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly problem: (value: string) => string | undefined;
}

async function askText(given: unknown, { problem, ...question }: Question): Promise<string | undefined> {
  if (typeof given === 'number' || typeof given === 'string') {
    const refusal = problem(String(given));
    if (refusal !== undefined) throw new Error(`${question.title}: expected ${refusal}, found ${given}.`);
    return String(given);
  }
  const text = await window.showInputBox({ ...question, validateInput: (value) => problem(value.trim()) });
  return text?.trim();
}

async function askNumber(
  given: unknown,
  question: Omit<Question, 'problem'> & { readonly problem: (value: number) => string | undefined },
): Promise<number | undefined> {
  const problem = (value: string): string | undefined => question.problem(value === '' ? NaN : Number(value));
  const text = await askText(given, { ...question, problem });
  return text === undefined ? undefined : Number(text);
}

function isBetween(value: string, low: number, high: number): boolean {
  return value !== '' && Number(value) >= low && Number(value) <= high;
}
