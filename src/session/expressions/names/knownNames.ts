/** A name that expressions know. Letter case, spaces, `_` and `-` in it make no difference where it is written. */
export interface KnownName {
  readonly name: string;
  readonly element: 'number' | 'boolean';
  /** `scalar`: one; `channels`: [C], one of every channel; `array`: of any shape, or a number. */
  readonly form: 'scalar' | 'channels' | 'array';
  /** One line, for completion and hover. */
  readonly description: string;
  /** Other spellings. */
  readonly aliases?: readonly string[];
}

const truths = { element: 'boolean', form: 'channels' } as const;
const ofChannels = { element: 'number', form: 'channels' } as const;
const one = { element: 'number', form: 'scalar' } as const;
const tensor = { element: 'number', form: 'array' } as const;

/** What there is at a pass. Which state the running values are of, is the environment's to say. */
export const knownNames: readonly KnownName[] = [
  { name: 'x', ...tensor, description: 'input of the pass, [N, C, …]' },
  { name: 'xhat', ...tensor, description: 'x normalized, before γ and β, [N, C, …]', aliases: ['x̂'] },
  { name: 'y', ...tensor, description: 'output of the pass, [N, C, …]' },
  { name: 'mean', ...ofChannels, description: 'mean of the batch, [C]', aliases: ['batch_mean'] },
  {
    ...{ name: 'var', ...ofChannels, description: 'biased variance of the batch, [C]' },
    aliases: ['variance', 'batch_var', 'batch_variance'],
  },
  { name: 'min', ...ofChannels, description: 'least value of the batch, [C]' },
  { name: 'max', ...ofChannels, description: 'greatest value of the batch, [C]' },
  { name: 'count', ...one, description: 'values that each channel has in the batch' },
  { name: 'nonFinite', ...ofChannels, description: 'values of the batch that are NaN or infinite, counted, [C]' },
  { name: 'running_mean', ...ofChannels, description: 'mean that the layer remembers, [C]' },
  {
    ...{ name: 'running_var', ...ofChannels, description: 'variance that the layer remembers, [C]' },
    aliases: ['running_variance'],
  },
  { name: 'num_batches_tracked', ...one, description: 'batches that the running values have seen' },
  { name: 'gamma', ...ofChannels, description: 'weight of the affine part, [C]', aliases: ['weight', 'γ'] },
  { name: 'beta', ...ofChannels, description: 'bias of the affine part, [C]', aliases: ['bias', 'β'] },
  { name: 'eps', ...one, description: 'what is added to the variance before its root is taken', aliases: ['ε'] },
  { name: 'momentum', ...one, description: 'weight of a batch, or of the old value, as the convention has it' },
  { name: 'gap', ...ofChannels, description: '(mean − running_mean) / sqrt(running_var + eps), [C]' },
  { name: 'spread', ...ofChannels, description: 'sqrt((var + eps) / (running_var + eps)), [C]' },
  { name: 'pass', ...one, description: 'number of the pass, from 1' },
  { name: 'channel', ...ofChannels, description: 'number of each channel, from 0, [C]', aliases: ['#'] },
  {
    name: 'info',
    ...truths,
    description: 'whether a note is the worst finding about the channel, [C]',
    aliases: ['infos'],
  },
  { name: 'warning', ...truths, description: 'whether a warning is the worst finding, [C]', aliases: ['warnings'] },
  { name: 'error', ...truths, description: 'whether an error is the worst finding, [C]', aliases: ['errors'] },
  { name: 'finding', ...truths, description: 'whether there is a finding about the channel, [C]' },
];

/** What stands for itself. */
export const constants: ReadonlyMap<string, number | boolean> = new Map<string, number | boolean>([
  ['nan', NaN],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['∞', Infinity],
  ['true', true],
  ['false', false],
]);

/** What all spellings of a name have in common. */
export function keyOf(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** The entries of a list by the keys of all their spellings. */
export function byKey(names: readonly KnownName[]): ReadonlyMap<string, KnownName> {
  return new Map(names.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])].map((name) => [keyOf(name), entry])));
}
