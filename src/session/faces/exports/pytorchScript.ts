import {
  attributesOf,
  EngineError,
  isAffine,
  isTracking,
  meanAt,
  varianceAt,
  type Layer,
} from '../../../engine/index.js';
import { type Batch, isTensorPath, relativePath, resolveTensor, tensorPlace } from '../../program/index.js';
import { layerForPass, meanGapOf, type PassRecord } from '../../records/index.js';
import type { Session } from '../../run/index.js';
import { pythonLoader } from './pythonLoader.js';

/** Passes whose numbers a script checks: the last ones; all run. */
const mostChecked = 200;

/**
 * A Python script that runs the passes so far with PyTorch on the program's own files, in float64 as the panel computes, and
 * compares the numbers of a few channels with those of the panel, which it prints. Where the convention is PyTorch's, it is
 * `torch.nn.functional.batch_norm` itself; other exponential averages are written out.
 * @param base URI of the program's folder, which the script is run in or given
 * @throws EngineError for a rule that is not written down here, and for files that PyTorch does not read
 */
export function pytorchScript(session: Session, base: string, channels: readonly number[]): string {
  const { passes, plan, layer } = session;
  if (passes.length === 0) throw new EngineError('There is nothing to reproduce: run a pass first');
  checkRule(layer);
  const groups = passes.flatMap(({ moments }) => (moments ? [moments.shift.length] : [])).at(0) ?? 0;
  const looked = channels.filter((channel) => channel < groups);
  const steps = passes.map((record, index) =>
    stepOf(record, index, base, index >= passes.length - mostChecked ? looked : []),
  );
  return `# The passes of a BatchNorm layer as the debugger ran them, with PyTorch, in float64.
# Run it in the program's folder, or give that folder: python3 this.py FOLDER
${pythonLoader}

CHANNELS = ${JSON.stringify(looked)}
CHANNEL_AXIS = ${layer.channelAxis}
AFFINE = ${pythonBool(isAffine(layer))}
${ruleText(layer)}
state = {
    'weight': ${startOf(session, 'gamma', base)},
    'bias': ${startOf(session, 'beta', base)},
    'running_mean': ${startOf(session, 'runningMean', base)},
    'running_var': ${startOf(session, 'runningVar', base)},
    'num_batches_tracked': ${session.initial.numBatchesTracked},
}
settings = {'eps': ${python(attributesOf(layer.convention).eps)}, 'momentum': ${python(attributesOf(layer.convention).momentum)}}

# What the panel shows after each pass, for each of CHANNELS:
# batch mean, batch variance (biased), running mean, running variance, gap in running sigma
STEPS = [
${steps.join('\n')}
]

wrong = 0
for step in STEPS:
    for name, value in step.get('set', {}).items():
        (settings if name in settings else state)[name] = value() if callable(value) else value
    if 'refused' in step:
        state['num_batches_tracked'] += step['counted']
        print(f"pass {step['pass']} was refused: {step['refused']}")
        continue
    x = step['batch']().movedim(CHANNEL_AXIS, 1)
    run(x, step['mode'] == 'train', step.get('tracks', True))
    axes = [axis for axis in range(x.dim()) if axis != 1]
    mean, var = x.mean(axes), x.var(axes, unbiased=False)
    rm, rv = state['running_mean'], state['running_var']
    for at, channel in enumerate(CHANNELS if step['expected'] else []):
        found = [mean[channel].item(), var[channel].item()]
        if rm is not None:
            found += [rm[channel].item(), rv[channel].item()]
            found.append((found[0] - found[2]) / (found[3] + settings['eps']) ** 0.5)
        print(f"pass {step['pass']} {step['mode']}, channel {channel}: " + ', '.join(f'{value:.9g}' for value in found))
        if not np.allclose(found, step['expected'][at], rtol=1e-6, atol=1e-9, equal_nan=True):
            wrong += 1
            print('    the panel shows ' + ', '.join(f'{value:.9g}' for value in step['expected'][at]))
print(f'{len(STEPS)} passes of ${plan.length}, ' + ('all numbers as in the panel' if wrong == 0 else f'{wrong} lines differ'))
sys.exit(0 if wrong == 0 else 1)
`;
}

function checkRule({ convention, emulation }: Layer): void {
  const { name, average, renorm, statisticsAxes, affine, initialMean } = convention;
  const problems: readonly (readonly [boolean, string])[] = [
    [average !== 'exponential' && average !== 'none', 'its running values are no exponential average'],
    [renorm !== null, 'it renormalizes'],
    [statisticsAxes !== 'all-but-channel', 'its statistics are over the batch alone'],
    [affine === 'linear', 'a Linear takes the place of γ and β'],
    [initialMean === null, 'it has no initial running values'],
  ];
  const problem = problems.find(([holds]) => holds)?.[1];
  if (problem !== undefined) throw new EngineError(`${name} has no PyTorch script: ${problem}`);
  if (emulation && (emulation.arithmetic !== 'exact' || emulation.state !== 'float64')) {
    throw new EngineError('The PyTorch script is of exact values: switch the emulation off first');
  }
}

/** `run(x, training, tracks)`, which moves the state; x has its channels on axis 1. */
function ruleText(layer: Layer): string {
  const { convention } = layer;
  const { normalizingVar, storedVar, updates, average, momentumWeighs } = convention;
  const isFrozen = average === 'none' || updates === 'never';
  const isPytorch = normalizingVar === 'biased' && storedVar === 'unbiased' && !isFrozen && momentumWeighs === 'batch';
  if (isPytorch) {
    return `

def run(x, training, tracks):
    """As nn.BatchNorm: the running values move in place."""
    momentum = settings['momentum']
    tracks = tracks and state['running_mean'] is not None
    if training and tracks:
        state['num_batches_tracked'] += 1
        if momentum is None:
            momentum = 1 / state['num_batches_tracked']
    return F.batch_norm(
        x,
        state['running_mean'] if tracks else None,
        state['running_var'] if tracks else None,
        state['weight'] if AFFINE else None,
        state['bias'] if AFFINE else None,
        training or not tracks,
        momentum or 0.0,
        settings['eps'],
    )
`;
  }
  const divisor = (count: string): string => {
    switch (storedVar) {
      case 'biased':
        return count;
      case 'unbiased':
        return convention.unbiasedOfOne === 'biased' ? `max(${count} - 1, 1)` : `(${count} - 1)`;
      case 'eps-corrected':
        return `(${count} - 1 - settings['eps'])`;
    }
  };
  const take = momentumWeighs === 'batch' ? 'momentum' : '1 - momentum';
  const moves = isFrozen ? 'False' : "training and tracks and state['running_mean'] is not None";
  const trains = isFrozen ? 'False' : "training or state['running_mean'] is None";
  return `

def run(x, training, tracks):
    """The rule as ${JSON.stringify(convention.name).slice(1, -1)} has it, written out."""
    axes = [axis for axis in range(x.dim()) if axis != 1]
    shape = [1, -1] + [1] * (x.dim() - 2)
    count = x.numel() // x.shape[1]
    mean = x.mean(axes)
    squares = ((x - mean.view(shape)) ** 2).sum(axes)
    used = (mean, squares / ${normalizingVar === 'biased' ? 'count' : '(count - 1)'}) if ${trains} else (state['running_mean'], state['running_var'])
    if ${moves}:
        momentum = settings['momentum']
        state['num_batches_tracked'] += 1
        take = 1 / state['num_batches_tracked'] if momentum is None else ${take}
        state['running_mean'] = (1 - take) * state['running_mean'] + take * mean
        state['running_var'] = (1 - take) * state['running_var'] + take * squares / ${divisor('count')}
    y = (x - used[0].view(shape)) / (used[1].view(shape) + settings['eps']).sqrt()
    return y * state['weight'].view(shape) + state['bias'].view(shape) if AFFINE else y
`;
}

/** The initial value of a part of the state: the program's file where it names one, else its numbers. */
function startOf(
  { program, initial, layer, shape }: Session,
  name: 'gamma' | 'beta' | 'runningMean' | 'runningVar',
  base: string,
): string {
  const values = initial[name];
  if (!values) {
    const isRunning = name === 'runningMean' || name === 'runningVar';
    if (isRunning && isTracking(layer)) throw new EngineError('The layer has no running values to start from');
    return 'None';
  }
  const given = program.state?.[name];
  if (given !== undefined && isTensorPath(given))
    return `load(${pathArguments(resolveTensor(base, given), base)}).flatten()`;
  const isOne = values.every((value) => value === values[0]);
  if (isOne) return `torch.full((${shape[layer.channelAxis]},), ${python(values[0])}, dtype=torch.float64)`;
  return `torch.tensor([${Array.from(values, python).join(', ')}], dtype=torch.float64)`;
}

function stepOf(record: PassRecord, index: number, base: string, channels: readonly number[]): string {
  const { plan, moments, layer, before, after } = record;
  const set = setText(record, base);
  const head = `    {'pass': ${index + 1}, 'mode': '${plan.mode}'${set === '' ? '' : `, 'set': {${set}}`}`;
  if (record.kind === 'refused' || !moments) {
    const why = record.kind === 'refused' ? record.error : '';
    return `${head}, 'refused': ${JSON.stringify(why)}, 'counted': ${after.numBatchesTracked - before.numBatchesTracked}},`;
  }
  const tracks = isTracking(layerForPass(layer, plan));
  const numbers = channels.map((channel) => {
    const own = [meanAt(moments, channel), varianceAt(moments, channel)];
    const { runningMean, runningVar } = after;
    const running =
      runningMean && runningVar
        ? [runningMean[channel], runningVar[channel], meanGapOf(moments, after, layer, channel)]
        : [];
    return `[${[...own, ...running].map(shown).join(', ')}]`;
  });
  return `${head}${tracks || !isTracking(layer) ? '' : ", 'tracks': False"}, 'batch': lambda: ${batchText(plan.batch, base, layer)},
     'expected': [${numbers.join(', ')}]},`;
}

/** What is set before a pass, by the names of state and settings; tensors wait until then. */
function setText({ plan: { sets = [] }, before }: PassRecord, base: string): string {
  const names = { gamma: 'weight', beta: 'bias', runningMean: 'running_mean', runningVar: 'running_var' } as const;
  const merged = Object.assign({}, ...sets) as (typeof sets)[number];
  const entries = Object.entries(merged as Readonly<Record<string, unknown>>).flatMap(([name, value]): string[] => {
    if (name === 'eps' || name === 'momentum') return [`'${name}': ${python(value as number | null)}`];
    if (name === 'numBatchesTracked') return [`'num_batches_tracked': ${before.numBatchesTracked}`];
    const key = name as keyof typeof names;
    if (before[key] === null) return [];
    const given = value as string | number | readonly number[];
    if (isTensorPath(value))
      return [`'${names[key]}': lambda: load(${pathArguments(resolveTensor(base, value), base)}).flatten()`];
    const list =
      typeof given === 'number'
        ? `[${python(given)}] * ${before[key].length}`
        : `[${(given as readonly number[]).map(python).join(', ')}]`;
    return [`'${names[key]}': lambda: torch.tensor(${list}, dtype=torch.float64)`];
  });
  return entries.join(', ');
}

function batchText({ uri, rows, parts }: Batch, base: string, layer: Layer): string {
  if (parts) return `torch.cat([${parts.map((part) => batchText(part, base, layer)).join(', ')}])`;
  const cut = rows ? `[${rows.start}:${rows.start + rows.count}]` : '';
  return `load(${pathArguments(uri, base)})${cut}`;
}

/** Arguments of `load`: path, and what of the file is read. @throws EngineError for a file that the script cannot read */
function pathArguments(uri: string, base: string): string {
  const { file, member, part, slice } = tensorPlace(uri);
  const path = relativePath(base, file);
  if (!/\.(npy|npz|safetensors)$/i.test(path) || /^[a-z][a-z\d+.-]+:/i.test(path)) {
    throw new EngineError(`${path}: the PyTorch script reads local .npy, .npz and safetensors files alone`);
  }
  // NumPy has the same words between its brackets; nothing else gets there.
  if (slice !== undefined && !/^[\d\s:,+-]*$/.test(slice)) throw new EngineError(`slice [${slice}] is none of NumPy's`);
  const more = [
    ...(member === undefined ? [] : [`member=${JSON.stringify(member)}`]),
    ...(part === undefined ? [] : [`part=${JSON.stringify(part)}`]),
    ...(slice === undefined ? [] : [`index=np.s_[${slice}]`]),
  ];
  return [JSON.stringify(path), ...more].join(', ');
}

function pythonBool(value: boolean): string {
  return value ? 'True' : 'False';
}

function python(value: number | null): string {
  if (value === null) return 'None';
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

/** Twelve digits, more than the panel shows. */
function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : python(value);
}
