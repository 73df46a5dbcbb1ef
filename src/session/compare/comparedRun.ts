import type { Convention } from '../../engine/index.js';
import type { PassRecord } from '../records/index.js';
import type { ConventionComparison } from './comparison.js';
import type { FiniteRanges } from './finiteRange.js';
import { gapsOf, QUANTITIES, type Quantity } from './gaps.js';
import { partedQuantities, partingRule, type ComparedSession } from './partingOf.js';
import type { Turns } from '../run/index.js';
import { RunUnder, type PassUnder } from './runUnder.js';

/** What a comparison says of a convention beside its numbers. */
export type Named = Pick<ConventionComparison, 'key' | 'name' | 'note'>;

type Compared = Pick<ConventionComparison, Quantity | 'worstChannel' | 'channels'>;

/** A convention beside the baseline, pass by pass. */
export class ComparedRun {
  readonly #run: RunUnder;
  readonly #found: Compared;
  #parted: { readonly pass: number; readonly quantity: string } | null = null;

  /** @param shown the pass of the table */
  constructor(
    private readonly session: ComparedSession,
    private readonly baseline: Convention,
    private readonly other: Convention,
    private readonly named: Named,
    private readonly shown: number,
  ) {
    this.#run = new RunUnder(session, other);
    this.#found = nothingCompared(session, shown);
  }

  /** @param a the same pass under the baseline */
  add(pass: number, record: PassRecord, a: PassUnder, finite: FiniteRanges): void {
    const b = this.#run.next(record);
    const { moments } = record;
    // A batch that could not be read is left out.
    if (!moments) return;
    const gaps = gapsOf(a, b, moments, finite.get(moments), pass === this.shown ? this.#found.channels : {});
    for (const quantity of QUANTITIES) this.#found[quantity][pass] = gaps[quantity]?.largest ?? NaN;
    this.#found.worstChannel[pass] = (gaps.evalOutput ?? gaps.output)?.channel ?? 0;
    if (this.#parted) return;
    const parted = partedQuantities(a, b, gaps);
    if (parted.length > 0) this.#parted = { pass, quantity: parted.join(', ') };
  }

  /** @throws what `turns` throws */
  async finish(turns: Turns): Promise<ConventionComparison> {
    const parted = this.#parted;
    if (!parted) return { ...this.named, ...this.#found, parting: null };
    const { session } = this;
    const [ours, theirs] = [this.baseline, this.other].map((one) => asSetAt(session, one, parted.pass));
    const rule = await partingRule(session, ours, theirs, parted.pass, turns);
    return { ...this.named, ...this.#found, parting: { ...parted, rule } };
  }
}

/** The session's own convention with the eps and momentum that are set at a pass; others are what they are. */
function asSetAt({ layer, passes }: ComparedSession, convention: Convention, pass: number): Convention {
  return convention === layer.convention ? passes[pass].layer.convention : convention;
}

/** The numbers of a comparison before its first pass. */
export function nothingCompared({ passes, initial }: ComparedSession, shown: number): Compared {
  const perPass = () => new Float64Array(passes.length).fill(NaN);
  const groups = passes[shown].moments?.shift.length ?? initial.runningMean?.length ?? 0;
  const absent = () => new Float64Array(groups).fill(NaN);
  return {
    output: perPass(),
    runningMean: perPass(),
    runningVar: perPass(),
    evalOutput: perPass(),
    worstChannel: new Uint32Array(passes.length),
    channels: { runningMean: absent(), runningVar: absent(), evalOutput: absent() },
  };
}
