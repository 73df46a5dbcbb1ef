import type {
  FoldCheck,
  FoldChoice,
  FoldFile,
  FoldFiles,
  Repair,
  RepairChoice,
  RepairMethod,
  TensorPath,
  WeightLayout,
} from '../../../src/session/index.js';
import { count, significant } from '../../kit/format.js';

/** Most channels that a sentence names. */
export const mostNamed = 12;

/** `17–24` of passes counted from 0, half-open; all: `1–24`. */
export function rangeText(range: RepairChoice['range'], { first, last }: { first: number; last: number }): string {
  const [from, to] = range ? [Math.max(range[0], first), Math.min(range[1] - 1, last)] : [first, last];
  return from === to ? String(from + 1) : `${from + 1}–${to + 1}`;
}

/** What somebody types: `17-24`, `17–`, `-5`, `3`, `all`; undefined where it is none of these, or there is no such pass. */
export function rangeOf(
  text: string,
  { first, last }: { first: number; last: number },
): RepairChoice['range'] | undefined {
  if (text === '' || text === 'all') return null;
  const found = /^(\d*)\s*([-–—:]?)\s*(\d*)$/.exec(text);
  if (!found) return undefined;
  const [, start, dash, end] = found;
  if (start === '' && end === '') return undefined;
  const from = start === '' ? first : Number(start) - 1;
  const to = dash === '' ? from : end === '' ? last : Number(end) - 1;
  if (from > to || from > last || to < first) return undefined;
  return from <= first && to >= last ? null : [Math.max(from, first), Math.min(to, last) + 1];
}

/** By the distance before, NaN first; after that by the distance after. */
export function repairOrder({ before, after, channels }: Pick<Repair, 'before' | 'after' | 'channels'>): Uint32Array {
  const rank = (value: number): number => (Number.isNaN(value) ? Infinity : value);
  return Uint32Array.from({ length: channels }, (_, channel) => channel).sort((a, b) => {
    const [x, y] = [rank(before[a]), rank(before[b])];
    if (x !== y) return y - x;
    const [u, v] = [rank(after[a]), rank(after[b])];
    return u === v ? a - b : v - u;
  });
}

/** What became of a channel. */
export type RowState = 'repaired' | 'stays' | 'fine';

export function stateOf({ mattersBefore, mattersAfter, used }: Repair, channel: number): RowState {
  if (used === 0) return mattersBefore[channel] ? 'stays' : 'fine';
  if (mattersAfter[channel]) return 'stays';
  return mattersBefore[channel] ? 'repaired' : 'fine';
}

/** Channels that mattered and do not any more. */
export function repairedChannels({ mattersBefore, mattersAfter, before, after, channels }: Repair): readonly number[] {
  return Array.from(repairOrder({ before, after, channels })).filter(
    (channel) => mattersBefore[channel] === 1 && mattersAfter[channel] === 0,
  );
}

/** Names of methods, and what each is, in two lines. */
export const methodTexts: Readonly<Record<RepairMethod, { readonly name: string; readonly hint: string }>> = {
  'one-batch': {
    name: 'All as one batch',
    hint: 'variance between the batches included; PreciseBN, population',
  },
  'mean-of-batches': {
    name: 'Mean of batches',
    hint: 'mean of their stored variances; PreciseBN, momentum none (cumulative)',
  },
  exponential: { name: 'Exponential', hint: 'from the first of these passes on' },
};

/** Why channels stay, and what to do. @param input the batch that eval is looked at on */
export function remainsText(cause: Repair['remains'][number]['cause'], input: string): string {
  switch (cause) {
    case 'this-input':
      return `${input} lies elsewhere than any train batch.`;
    case 'drift':
      return 'They still drift: take fewer passes, or train on.';
    case 'between-batches':
      return 'The train batches differ from each other: take more of them, or larger ones.';
    case 'non-finite':
      return 'Their statistics are not finite: leave out the batches with NaN.';
  }
}

/** `pass 20, in channels 2, 27 and 37`; several: `3 batches, passes 4, 5 and 20`. */
export function outliersText(outliers: Repair['outliers']): string {
  if (outliers.length === 0) return 'none among them';
  const poisoned = outliers.filter(({ isPoisoned }) => isPoisoned).length;
  const nan = poisoned === 0 ? '' : poisoned === outliers.length ? ', NaN or ∞' : `, ${poisoned} with NaN or ∞`;
  if (outliers.length > 1) return `passes ${listed(outliers.map(({ pass }) => pass + 1))}${nan}`;
  const [{ pass, channels }] = outliers;
  const where = channels.length === 1 ? 'channel' : 'channels';
  return `pass ${pass + 1}, in ${where} ${listed(channels)}${nan}`;
}

/** `2, 27 and 37`; long ones end in `and 9 more`. */
export function listed(numbers: readonly number[], most = 4): string {
  if (numbers.length === 1) return String(numbers[0]);
  const shown = numbers.slice(0, most);
  const rest = numbers.length - shown.length;
  return rest > 0
    ? `${shown.join(', ')} and ${count(rest)} more`
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** What the user has chosen to fold; undefined: what suggests itself. */
export type FoldUi = Readonly<Partial<Record<'weight' | 'bias' | 'input', TensorPath | null>>> &
  Pick<FoldChoice, 'layout'>;

/** The files that are folded: those that were chosen, else those of which there is one alone, or one that is called so. */
export function foldChoice(ui: FoldUi, files: FoldFiles | undefined): FoldChoice {
  const weight = ui.weight === undefined ? suggested(files?.weights, /weight|kernel/i) : ui.weight;
  const stem = stemOf(weight);
  const biases = files?.biases.filter(({ path }) => /bias/i.test(nameOf(path)));
  const own = biases?.filter(({ path }) => stemOf(path) === stem);
  const bias =
    ui.bias === undefined ? (weight === null ? null : suggested(own?.length === 1 ? own : biases, /bias/i)) : ui.bias;
  const others = files?.inputs.filter(
    ({ path, shape }) =>
      nameOf(path) !== nameOf(weight ?? '') &&
      fitsInput(
        shape,
        files.weights.find((one) => one.path === weight),
      ),
  );
  const input = ui.input === undefined ? (weight === null ? null : suggested(others, /in|act|x/i)) : ui.input;
  return { weight, bias, input, layout: ui.layout };
}

/** Whether a tensor could be what a layer of this weight is given. */
export function fitsInput(shape: readonly number[], weight: FoldFiles['weights'][number] | undefined): boolean {
  if (!weight) return false;
  const { layout, shape: of } = weight;
  const inputs = layout === 'pytorch' ? of[1] : of[of.length - 2];
  if (of.length === 2) return shape.at(-1) === inputs;
  const channels = layout === 'pytorch' ? shape.at(1) : shape.at(-1);
  return shape.length === of.length && channels !== undefined && channels % inputs === 0;
}

function suggested(files: readonly FoldFile[] | undefined, name: RegExp): TensorPath | null {
  if (!files || files.length === 0) return null;
  if (files.length === 1) return files[0].path;
  const named = files.filter(({ path }) => name.test(nameOf(path)));
  return named.length === 1 ? named[0].path : null;
}

/** `conv.weight.npy` and `conv.bias.npy` are of one layer. */
function stemOf(path: TensorPath | null): string {
  return path === null ? '' : nameOf(path).replace(/[._-]?(weight|kernel|bias)?\.\w+$/i, '');
}

/** The file's name, and the tensor of an archive. */
export function nameOf(path: TensorPath): string {
  const [file, member] = typeof path === 'string' ? [path] : [path.file, path.member];
  const name = decoded(file.split('/').at(-1) ?? file);
  return member === undefined ? name : `${name}: ${member}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The check of a fold as a sentence in parts; the last is muted. */
export function checkText(
  { error, channel, largest, unscaledBias, compared, places }: FoldCheck,
  hasBias: boolean,
): readonly [text: string, muted: string] {
  const some = compared < places ? ` ${count(compared)} of ${count(places)} places compared.` : '';
  const unscaled = hasBias && unscaledBias > 0 ? ` Were the bias not scaled, by ${significant(unscaledBias, 3)}.` : '';
  if (error === 0) return ['Folded and not folded are equal.', `${unscaled}${some}`];
  return [
    `Folded and not folded differ by at most ${significant(error, 2)}, channel ${channel}; outputs reach ${significant(largest, 3)}.`,
    `${unscaled}${some}`,
  ];
}

/** The axes of a weight by their letters: `out, in, h, w`. */
export function axesText(layout: WeightLayout, rank: number): string {
  const kernel = ['d', 'h', 'w'].slice(Math.max(0, 5 - rank));
  return (layout === 'pytorch' ? ['out', 'in', ...kernel] : [...kernel, 'in', 'out']).join(', ');
}
