import type { Layer, Moments } from '../../engine/index.js';
import type { BatchAccess } from '../batches/index.js';
import type { Session } from '../run/index.js';
import { gatherEvidence, momentsUnder, type Evidence } from './evidence.js';
import type { Explanation, PerChannel } from './explanation.js';
import { fitRule } from './fit.js';
import { perChannelOf } from './perChannel.js';
import { deviationOf, noiseOf, rankedGroups, standardErrors, type Candidate } from './rank.js';
import { misfitOf, Predictor, targetsOf, type Targets } from './residuals.js';
import { rulesFor, type Rule } from './rule.js';
import { layerUnder, type Replay, type Twist } from './simulate.js';
import { twistsOf } from './twists.js';

/** Something to fit: a rule, on the program as it is or with something of it exchanged. */
interface Job {
  readonly rule: Rule;
  readonly axes: Layer;
  readonly twist?: Candidate['twist'] & { readonly of?: Twist };
}

/**
 * Fits every rule to all that a session's program expects, one rule a step, so that ranks can be shown as they come. Where
 * none agrees, what else could be meant otherwise is tried with the best of them.
 */
export class Inference {
  readonly #candidates: Candidate[] = [];
  #jobs: Job[];
  #hasTwists = false;
  readonly #moments = new Map<string, readonly (Moments | null)[]>();

  private constructor(
    private readonly session: Session,
    private readonly evidence: Evidence,
    private readonly targets: Targets,
    rules: readonly Rule[],
  ) {
    this.#jobs = rules.map((rule) => ({ rule, axes: session.layer }));
  }

  /**
   * @throws RangeError where nothing is expected that can be compared; what `access.breathe` throws
   */
  static async begin(session: Session, access: BatchAccess): Promise<Inference> {
    const evidence = await gatherEvidence(session, access);
    const targets = targetsOf(evidence);
    if (targets.parts.length === 0) throw new RangeError('Nothing is expected that could be compared');
    return new Inference(session, evidence, targets, rulesFor(session, session.shape.length));
  }

  get isFinished(): boolean {
    return this.#jobs.length === 0 && this.#hasTwists;
  }

  /** Fits the next rule. @throws what `access.breathe` throws; then the same rule is fitted by the next call */
  async next(access: BatchAccess): Promise<void> {
    if (this.#jobs.length === 0) {
      this.#jobs = this.#isExplained() ? [] : [...(await this.#twisted(access))];
      this.#hasTwists = true;
      return;
    }
    const [{ rule, axes, twist }, ...others] = this.#jobs;
    const predictor = await this.#predictorFor(rule, axes, twist?.of, access);
    await access.breathe?.();
    this.#jobs = others;
    if (!predictor) return;
    const fit = fitRule(rule, predictor);
    this.#candidates.push({ fit, predictor, ...(twist && { twist }) });
    // What explains it is enough: of other twists no more is tried.
    if (twist && fit.misfit.agrees) this.#jobs = others.filter((job) => job.twist?.words === twist.words);
  }

  /** What is known so far. */
  explanation(): Explanation {
    const { session, evidence, targets } = this;
    const candidates = this.#candidates;
    const fits = candidates.map(({ fit }) => fit);
    const { groups, best } = rankedGroups(session, candidates, targets);
    const errors = best && standardErrors(best.fit, noiseOf(fits));
    const [head] = groups.at(0)?.rules ?? [];
    const perChannel = this.isFinished && best && !best.fit.misfit.agrees ? this.#perChannel() : null;
    return {
      fitted: candidates.length,
      rules: candidates.length + this.#jobs.length,
      isFinished: this.isFinished,
      isWhole: evidence.isWhole,
      expected: evidence.passes.filter(({ output, state }) => output ?? state).length,
      groups,
      now: deviationOf(this.#now()),
      determined: {
        eps: errors && head.eps !== null ? errors.eps : null,
        momentum: errors && typeof head.momentum === 'number' ? errors.decay : null,
      },
      ...(perChannel && { perChannel }),
    };
  }

  /** The raw fits, by which the ranks were made. */
  get candidates(): readonly Candidate[] {
    return this.#candidates;
  }

  /** By the rules as they were fitted, and as they are set by default: what differs per channel draws a fit aside. */
  #perChannel(): PerChannel | null {
    const { session, evidence, targets } = this;
    for (const { fit, predictor, twist } of this.#candidates) {
      if (twist) continue;
      const own = fit.rule.members.find(({ key }) => key === session.layer.convention.key);
      const usual = predictor.predict(own ?? fit.rule.members[0]);
      const found = [usual, fit.found].map((values) => perChannelOf(predictor, values, evidence, targets));
      const first = found.find((one) => one !== null);
      if (first) return first;
    }
    return null;
  }

  #isExplained(): boolean {
    return this.#candidates.some(({ fit }) => fit.misfit.agrees);
  }

  #known: ReturnType<typeof misfitOf> | null = null;

  /** The program as it is set. */
  #now(): ReturnType<typeof misfitOf> {
    const { session, targets, evidence } = this;
    const own = this.#candidates.find(({ twist }) => !twist)?.predictor;
    if (!own) return misfitOf(new Float64Array(targets.expected.length).fill(NaN), targets, evidence.passes.length);
    const replay = { ...own.replay, layer: session.layer, moments: this.#moments.get(axesKey(session.layer)) ?? [] };
    this.#known ??= misfitOf(
      new Predictor(replay, targets).predict(session.layer.convention),
      targets,
      evidence.passes.length,
    );
    return this.#known;
  }

  async #twisted(access: BatchAccess): Promise<readonly Job[]> {
    const { session, evidence } = this;
    const rules = this.#candidates.map(({ fit }) => fit.rule).filter(({ isCumulative }) => !isCumulative);
    const twists = await twistsOf(session, evidence, access);
    return twists.flatMap(({ axes = session.layer, ...twist }) => rules.map((rule) => ({ rule, axes, twist })));
  }

  /** null: the batches cannot be taken so. */
  async #predictorFor(
    rule: Rule,
    axes: Layer,
    twist: Twist | undefined,
    access: BatchAccess,
  ): Promise<Predictor | null> {
    const { session, evidence } = this;
    const layer = { ...layerUnder(session, rule.members[0], axes), convention: rule.members[0] };
    const moments = await this.#momentsFor(layer, access);
    if (moments.every((one) => one === null)) return null;
    const replay: Replay = { session, evidence, moments, layer, ...(twist && { twist }) };
    return new Predictor(replay, this.targets);
  }

  async #momentsFor(layer: Layer, access: BatchAccess): Promise<readonly (Moments | null)[]> {
    const key = axesKey(layer);
    const known = this.#moments.get(key);
    if (known) return known;
    const isOwn = key === axesKey(this.session.layer);
    const moments: (Moments | null)[] = [];
    for (const pass of this.evidence.passes) {
      const own = isOwn ? pass.record.moments : undefined;
      moments.push(own ?? (await momentsUnder(pass, layer, access)));
      await access.breathe?.();
    }
    this.#moments.set(key, moments);
    return moments;
  }
}

function axesKey({ channelAxis, batchAxis = 0, convention }: Layer): string {
  return `${channelAxis} ${batchAxis} ${convention.statisticsAxes}`;
}
