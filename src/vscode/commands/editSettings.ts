import type { Action } from '../../protocol/index.js';
import type { ProgramSettings } from '../../session/index.js';
import { baseOf } from '../host/sessionDocument.js';
import { pickOne } from '../dialogs.js';
import { askNumber, askText } from './ask.js';
import type { Edits } from './edit.js';
import { chooseTensors } from './chooseTensors.js';
import { loadLayer } from './layers.js';

const configure = (settings: ProgramSettings): Action => ({ kind: 'configure', settings });

/** Commands that change the layer; the history is computed again. */
export const settingsEdits: Edits = {
  'batchnorm.changeMomentum': async ({ settings }, given) => {
    if (given === null) return configure({ momentum: null });
    const weighed = settings.momentumWeighs === 'batch' ? 'the batch' : 'the old value';
    const text = await askText(given, {
      title: 'Change Momentum',
      prompt: `Weight of ${weighed} in the running averages, 0 to 1, or "cumulative" for the average over all batches.`,
      value: settings.momentum === null ? 'cumulative' : String(settings.momentum),
      problem: (value) => (value === 'cumulative' || isWeight(value) ? undefined : '0 to 1, or cumulative'),
    });
    if (text === undefined) return undefined;
    return configure({ momentum: text === 'cumulative' ? null : Number(text) });
  },
  'batchnorm.changeEps': async ({ settings }, given) => {
    const eps = await askNumber(given, {
      title: 'Change Eps',
      prompt: 'Added to the variance before its square root is taken.',
      value: String(settings.eps),
      problem: (value) => (value >= 0 && Number.isFinite(value) ? undefined : 'a number from 0 on, such as 1e-5'),
    });
    return eps === undefined ? undefined : configure({ eps });
  },
  'batchnorm.changeConvention': async ({ settings }, given) => {
    if (typeof given === 'string') return configure({ convention: given });
    const items = settings.conventions.map(({ key, name, description }) => ({
      label: name,
      detail: description,
      key,
      ...(key === settings.conventionKey && { description: 'current' }),
    }));
    const picked = await pickOne(items, {
      title: 'Change Convention',
      matchOnDetail: true,
      placeHolder: 'Whose rules does the layer follow?',
    });
    return picked && configure({ convention: picked.key });
  },
  'batchnorm.changeChannelAxis': async ({ input: { shape }, settings }, given) => {
    if (typeof given === 'number') return configure({ channelAxis: given });
    const items = shape.map((size, axis) => ({
      label: `axis ${axis}`,
      description: `${size} channels${axis === settings.channelAxis ? ', current' : ''}`,
      axis,
    }));
    const placeHolder = `Shape [${shape.join(', ')}]: which axis are the channels?`;
    const picked = await pickOne(items, { title: 'Change Channel Axis', placeHolder });
    return picked && configure({ channelAxis: picked.axis });
  },
  'batchnorm.toggleAffine': ({ settings }) => configure({ affine: !settings.affine }),
  'batchnorm.toggleTracking': ({ settings }) => configure({ trackRunningStats: !settings.trackRunningStats }),
  'batchnorm.changeEmulation': async ({ settings }) => {
    const current = settings.emulation;
    const items = emulations
      .filter(({ emulate }) => emulate.arithmetic === 'exact' || settings.offersArithmetic)
      .map((item) => ({
        ...item,
        ...(item.emulate.arithmetic === current.arithmetic &&
          item.emulate.state === current.state && { description: 'current' }),
      }));
    const placeHolder = 'What is rounded as the framework’s own code rounds it?';
    const picked = await pickOne(items, { title: 'Change Emulated Rounding', placeHolder });
    return picked && configure({ emulate: picked.emulate });
  },
  'batchnorm.loadParameter': async ({ settings: { linear } }, _given, session) => {
    const picked = await pickOne([...(linear ? linearParameters : affineParameters), ...runningValues], {
      title: 'Load Parameter',
      placeHolder: linear ? 'What is in the file?' : 'What is in the file? One value per channel.',
    });
    if (!picked) return undefined;
    const folder = baseOf(session.uri);
    const tensor = (await chooseTensors({ title: picked.label, folder }, session.browse)).at(0);
    return tensor === undefined ? undefined : configure({ state: { [picked.name]: tensor } });
  },
  'batchnorm.loadLayer': loadLayer,
};

const emulations = [
  { label: 'Exact', emulate: { arithmetic: 'exact', state: 'float64' } },
  { label: 'Running values in float32', emulate: { arithmetic: 'exact', state: 'float32' } },
  { label: 'Running values in float16', emulate: { arithmetic: 'exact', state: 'float16' } },
  {
    label: 'Statistics and output in float32, as the framework writes them',
    emulate: { arithmetic: 'float32', state: 'float64' },
  },
  { label: 'Statistics, output and running values in float32', emulate: { arithmetic: 'float32', state: 'float32' } },
] as const;

const affineParameters = [
  { label: 'γ', description: 'gamma, weight, scale', name: 'gamma' },
  { label: 'β', description: 'beta, bias, shift', name: 'beta' },
] as const;

const linearParameters = [
  { label: 'Weight of the Linear', description: 'weight, one row for each output', name: 'weight' },
  { label: 'Bias of the Linear', description: 'bias, one value for each output', name: 'bias' },
] as const;

const runningValues = [
  { label: 'Initial running mean', description: 'running_mean, moving_mean', name: 'runningMean' },
  { label: 'Initial running variance', description: 'running_var, moving_variance', name: 'runningVar' },
] as const;

function isWeight(value: string): boolean {
  return value !== '' && Number(value) >= 0 && Number(value) <= 1;
}
