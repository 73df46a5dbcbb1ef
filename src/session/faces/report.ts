import type { Mode } from '../../engine/index.js';
import type { Finding } from '../findings/index.js';

export interface ReportOptions {
  /** Also compute and return every pass's output. */
  readonly outputs?: boolean;
  /** Of a model also every layer's passes: there may be millions of numbers. */
  readonly passes?: boolean;
  /** URI of another recording or checkpoint, the earlier one: how far each layer of a model moved since. */
  readonly against?: string;
}

/** What `batchnorm.run` and `npm run report` return. The shape is a contract (design.md): checks outside rely on it. */
export interface SessionReport {
  readonly convention: string;
  readonly channelAxis: number;
  readonly channels: number;
  readonly passes: readonly PassReport[];
  /** Causes first. */
  readonly findings: readonly ReportedFinding[];
}

type Told = 'rule' | 'severity' | 'pass' | 'lastPass' | 'known' | 'channel' | 'message' | 'remedy';

/** Passes are counted from 0. */
export interface ReportedFinding extends Pick<Finding, Told> {
  /** Those that share it. */
  readonly channels?: readonly number[];
  /** What it explains, and what therefore does not stand beside it. */
  readonly follows?: readonly {
    readonly rule: string;
    readonly pass: number;
    readonly channels?: readonly number[];
    /** Of a model: the other layer that it is told of. */
    readonly layer?: string;
  }[];
}

/** What was found against what was expected. */
export interface ComparedReport {
  readonly passed: boolean;
  readonly maxAbsError: number;
  /** Why there is nothing to compare. */
  readonly problem?: string;
}

export interface PassReport {
  readonly mode: Mode;
  readonly batch: string;
  readonly shape: readonly number[];
  /** The user's own, of a recorded pass. */
  readonly step?: number;
  /** Elements per channel. */
  readonly count: number;
  /** The pass was refused: state as the convention leaves it, the passes after it still run. */
  readonly error?: string;
  /** Its file, or one of something that is expected of it, is missing or refused. */
  readonly unreadable?: true;
  readonly expect?: ComparedReport;
  /** The gradient of the input against the expected one. */
  readonly expectGrad?: ComparedReport;
  /** The running values after the pass against the expected ones. */
  readonly stateAfter?: ComparedReport;
  /** The batch's own; variance biased. */
  readonly mean: Float64Array;
  readonly var: Float64Array;
  /** These three of a recorded pass only where it recorded them. */
  readonly min?: Float64Array;
  readonly max?: Float64Array;
  readonly nonFinite?: Uint32Array;
  /** After the pass. */
  readonly runningMean: Float64Array | null;
  readonly runningVar: Float64Array | null;
  /** As the process had them after the pass, where it was recorded. */
  readonly recorded?: {
    readonly runningMean: Float64Array;
    readonly runningVar: Float64Array;
    readonly numBatchesTracked?: number;
  };
  readonly numBatchesTracked: number;
  readonly output?: { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array };
}
