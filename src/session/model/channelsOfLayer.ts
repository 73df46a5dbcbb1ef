import { meanAt, varianceAt, type LayerState } from '../../engine/index.js';
import { BatchStore } from '../batches/index.js';
import { meanGapOf, meanGaps, type PassRecord } from '../records/index.js';
import { computePass, type RunOptions, type Session } from '../run/index.js';
import type { ModelSources } from './modelSources.js';
import { PassRun } from './passRun.js';
import type { ChannelAtStep, LayerChannels } from './summary.js';

type Files = Pick<ModelSources, 'files' | 'heads'>;

/** A pass in so many is kept: another one costs at most that many to compute again. */
const keptEvery = 16;

/** All channels of one layer, pass by pass; of a recording that grows those of the passes that are new. */
export class ChannelsOfLayer {
  readonly #run: PassRun;
  /** [C] of each pass. */
  readonly #gaps: Float32Array[] = [];
  readonly #kept: PassRecord[] = [];

  constructor(private session: Session) {
    this.#run = new PassRun(session);
  }

  isBeginningOf(session: Session, files: Files, options?: RunOptions): Promise<boolean> {
    return this.#run.isBeginningOf(session, files, options);
  }

  /** Looks at the passes that are new. @throws the signal's reason; it can go on from there */
  async goOn(session: Session, files: Files, options: RunOptions = {}): Promise<void> {
    this.session = session;
    const channels = session.shape[session.layer.channelAxis];
    const own = new Float64Array(channels);
    await this.#run.goOn(session, files, options, (pass, record) => {
      const { kind, moments, after, layer } = record;
      const isShown = kind === 'computed' && moments.shift.length === channels;
      this.#gaps.push(Float32Array.from(isShown ? meanGaps(moments, after, layer, own) : own.fill(0)));
      if (pass % keptEvery === 0) this.#kept.push(stateOf(record));
    });
  }

  /** Their gaps, column by column: of several passes in one the largest. */
  gaps(ofPasses: Uint32Array, columns: number): LayerChannels {
    const { plan, shape, layer } = this.session;
    const channels = shape[layer.channelAxis];
    const gap = new Float32Array(channels * columns);
    this.#gaps.forEach((own, pass) => {
      for (let channel = 0; channel < channels; channel++) {
        const at = channel * columns + ofPasses[pass];
        if (isWorse(own[channel], gap[at])) gap[at] = own[channel];
      }
    });
    const kept = plan.flatMap(({ recorded, batch }, pass) => (recorded && recorded !== batch ? [ofPasses[pass]] : []));
    return { channels, gap, shape: plan.at(-1)?.recorded?.recorded.shape ?? shape, kept: [...new Set(kept)] };
  }

  /** One channel in a column: of several passes in it that with the largest |gap|; null where there is none. */
  async at(
    column: number,
    channel: number,
    ofPasses: Uint32Array,
    files: Files,
    options: RunOptions = {},
  ): Promise<ChannelAtStep | null> {
    let worst = -1;
    this.#gaps.forEach((own, pass) => {
      if (ofPasses[pass] === column && (worst < 0 || isWorse(own[channel], this.#gaps[worst][channel]))) worst = pass;
    });
    return worst < 0 ? null : numbersOf(await this.#record(worst, files, options), channel);
  }

  /** A pass again, from the last one before it whose state was kept. */
  async #record(pass: number, { files, heads }: Files, options: RunOptions): Promise<PassRecord> {
    const { layer, shape, initial, plan } = this.session;
    const store = new BatchStore(files, heads);
    const again = (next: number, passes: readonly PassRecord[]): Promise<PassRecord> =>
      computePass({ layer, shape, initial, passes, plan }, plan[next], store, options);
    if (pass === 0) return again(0, []);
    const from = Math.floor((pass - 1) / keptEvery);
    let record = this.#kept[from];
    for (let next = from * keptEvery + 1; next <= pass; next++) record = await again(next, [record]);
    return record;
  }
}

/** What the next pass begins with, and nothing else: a record holds on to the piece of the file that it was read with. */
function stateOf({ plan, layer, after, recorded }: PassRecord): PassRecord {
  const { gamma, beta } = after;
  const own = { ...after, gamma: gamma?.slice() ?? null, beta: beta?.slice() ?? null };
  const had = recorded?.after;
  const running = had && { runningMean: had.runningMean.slice(), runningVar: had.runningVar.slice() };
  return {
    ...{ kind: 'refused', error: '', plan, layer, before: own, after: own },
    recorded: recorded && { ...recorded, before: undefined, after: running },
  };
}

function numbersOf(record: PassRecord, channel: number): ChannelAtStep | null {
  const { kind, moments, before, after, layer, recorded, plan } = record;
  if (kind === 'refused') return null;
  const of = ({ runningMean, runningVar }: LayerState) =>
    runningMean && runningVar ? { mean: runningMean[channel], variance: runningVar[channel] } : null;
  const hasExtremes = recorded?.hasExtremes ?? true;
  return {
    channel,
    mode: plan.mode,
    gap: meanGapOf(moments, after, layer, channel),
    batch: { mean: meanAt(moments, channel), variance: varianceAt(moments, channel) },
    before: of(before),
    after: of(after),
    extremes: hasExtremes ? [moments.min[channel], moments.max[channel]] : null,
    nonFinite: moments.nonFinite[channel],
    count: moments.count,
  };
}

/** NaN before all others. */
function isWorse(value: number, than: number): boolean {
  return !(Math.abs(value) <= Math.abs(than)) && !Number.isNaN(than);
}
