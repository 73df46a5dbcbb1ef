/** What would explain that outputs or running values are not as expected: rules by how well they fit. */
export interface Explanation {
  /** Rules that are fitted so far, and all there are. */
  readonly fitted: number;
  readonly rules: number;
  readonly isFinished: boolean;
  /** Whether the rules were fitted to every expected value; otherwise to every channel's ends and some values between. */
  readonly isWhole: boolean;
  /** Passes with something expected. */
  readonly expected: number;
  /** Best first; rules of a group differ nowhere beyond tolerance on these data. */
  readonly groups: readonly RuleGroup[];
  /** The program as it is set. */
  readonly now: Deviation;
  /** Standard errors of ln eps and of momentum in the rule that is named first; null: open, or there is none. */
  readonly determined: { readonly eps: number | null; readonly momentum: number | null };
  /** Of the best rule: what its outputs differ by as a whole, where that explains them. */
  readonly perChannel?: PerChannel;
}

/** How far a rule is from everything that is expected. */
export interface Deviation {
  /** Largest |error| over all outputs and running values ([1]); infinite where only one of the two is a number. */
  readonly maxAbsError: Float64Array;
  readonly agrees: boolean;
  /** Largest |error| of each pass's output, and of its running values, [passes]; NaN where none is expected. */
  readonly output: Float64Array;
  readonly state: Float64Array;
}

export interface RuleGroup {
  /** The first is the one that is named. */
  readonly rules: readonly RankedRule[];
  /** Conventions of the group that are not named first, by the batch that would tell them from it; null: none would. */
  readonly others: readonly { readonly names: readonly string[]; readonly toldBy: string | null }[];
}

export interface RankedRule extends Deviation {
  /** Of the convention that is named. */
  readonly key: string;
  readonly name: string;
  readonly storedVar: 'biased' | 'unbiased' | 'eps-corrected' | 'population' | 'none';
  /** null: the data leave it open. */
  readonly eps: number | null;
  /** In the convention's own terms; `none`: all batches count alike, or there is none; null: the data leave it open. */
  readonly momentum: number | 'none' | null;
  /** Whether it is the program's own rule. */
  readonly isOwn: boolean;
  /** What is taken otherwise besides: `train and eval exchanged`. */
  readonly twist?: string;
  /** What to change in the program to have this rule; null where that takes more than a setting. */
  readonly apply: RuleSettings | null;
}

export interface RuleSettings {
  readonly convention?: string;
  readonly eps?: number;
  readonly momentum?: number | null;
  readonly channelAxis?: number;
}

/** expected = factor · found + constant in each channel, [channels]. */
export interface PerChannel {
  readonly factor: Float64Array;
  readonly constant: Float64Array;
  readonly kind: 'factor' | 'constant' | 'both';
}
