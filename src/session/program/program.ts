import type { ConventionOverrides, DType, Emulation, Mode } from '../../engine/index.js';
import type { Severity } from '../severity.js';

/** What a `*.bn.json` file says: a layer, its initial state, and the ordered list of passes. Paths are relative to the program's base. */
export interface Program {
  /** A convention's key, or a base with changes. Default `pytorch`. */
  readonly convention?: string | ConventionChanges;
  /** Negative counts from the end. Default: the convention's. */
  readonly channelAxis?: number;
  /** The axis that counts the samples: that batches are cut along, and conventions with statistics over the batch take. Default 0. */
  readonly batchAxis?: number;
  readonly affine?: boolean;
  readonly trackRunningStats?: boolean;
  readonly state?: ProgramState;
  /** Computes as the framework's own code does, rounding included. Default: exact. */
  readonly emulate?: Partial<Emulation>;
  /** Whether a recorded pass begins with what the pass before it leaves, or with what the process had then. Default computed. */
  readonly continueFrom?: 'computed' | 'recorded';
  readonly steps: readonly Step[];
  /** What a test of the program expects its findings to be. */
  readonly findings?: ExpectedFindings;
}

/** None that is so bad or worse; or these, each somewhere among what is found. */
export type ExpectedFindings = { readonly none: Severity } | readonly ExpectedFinding[];

/** A finding by its rule, and where. */
export interface ExpectedFinding {
  readonly rule: string;
  /** Where it begins, counted from 0; −1: in the state. Absent: wherever. */
  readonly pass?: number;
  /** Absent: in whichever. */
  readonly channel?: number;
}

/** What a `*.bn.json` with `layers` says: the BatchNorm layers of one network, in the order in which they are called. */
export interface ModelProgram {
  readonly layers: readonly ModelLayer[];
}

export interface ModelLayer {
  /** The module's path: `layer1.0.bn1`. */
  readonly name: string;
  /** The program, or the path of its file. */
  readonly program: string | Program;
}

/** A convention's key with any of its rules changed; the program's own channelAxis says where the channels are. */
export interface ConventionChanges extends Omit<ConventionOverrides, 'channelAxis'> {
  readonly base: string;
}

/**
 * Where a tensor is: the path of a file that holds one, or the file and what of it is read. `member` is the name of a
 * tensor in an archive (`.npz`, safetensors); `part` says what is read of items that are no real numbers: `real`,
 * `imaginary`, `magnitude`, a field's name, a dtype for raw bytes. `slice` takes some of its entries as NumPy does between
 * brackets: `3`, `:, 32:64`; an index drops its axis.
 */
export type TensorPath =
  string | { readonly file: string; readonly member?: string; readonly part?: string; readonly slice?: string };

/** One value for every channel, one per channel, or a tensor. */
export type ChannelValues = number | readonly number[] | TensorPath;

export interface ProgramState {
  readonly gamma?: ChannelValues;
  readonly beta?: ChannelValues;
  /** [outputs, C], rows of the Linear that some conventions have in the place of gamma and beta, as `torch.nn.Linear` has it. */
  readonly weight?: readonly (readonly number[])[] | TensorPath;
  /** [outputs] of that Linear, or one value for all. */
  readonly bias?: ChannelValues;
  readonly runningMean?: ChannelValues;
  readonly runningVar?: ChannelValues;
  readonly numBatchesTracked?: number | TensorPath;
}

/** What a program does, in order: passes, and what is changed between them. */
export type Step = PassStep | SetStep | RecordedStep;

/** A step of several files has one pass over them, as the ranks of one batch; see `ranks`. */
export type PassStep = StepOptions &
  ({ readonly train: TensorPath | readonly TensorPath[] } | { readonly eval: TensorPath });

/** Passes as a process had them, whose statistics were recorded. */
export interface RecordedStep {
  /** Statistics files (`.npz`), each of consecutive passes. */
  readonly recorded: string;
  /** Inputs of some of the passes: files whose number is the pass's step. With `rows` of one pass, that pass's own. */
  readonly tensors?: string;
  /** What the layer's input was in. */
  readonly dtype?: RecordedDType;
  /** Only these passes of a file: [start, count]. Written by the debugger when it splits a pass out of a recording. */
  readonly rows?: readonly [start: number, count: number];
  /** Runs the passes in this mode, whatever was recorded; what the process had is not beside them then. Written by the debugger. */
  readonly mode?: Mode;
}

export type RecordedDType = Extract<DType, 'float16' | 'bfloat16' | 'float32' | 'float64'>;

/** A change of the layer from here on. */
export interface SetStep {
  readonly set: LayerChanges;
}

/**
 * What can be set between two passes. Only what is present changes; what the layer has no place for, such as γ without
 * affine, changes nothing.
 */
export interface LayerChanges
  extends Pick<ConventionOverrides, 'eps' | 'momentum'>, Pick<ProgramState, SettableState> {}

type SettableState = 'gamma' | 'beta' | 'runningMean' | 'runningVar' | 'numBatchesTracked';

/** Running values that somebody had after a pass. */
export type StateAfter = Pick<ProgramState, 'runningMean' | 'runningVar' | 'numBatchesTracked'>;

export interface StepOptions {
  /**
   * The file holds several passes along this axis, such as training steps: each entry is a pass of its own, whose tensor
   * lacks the axis. All other axes count those that are left.
   */
  readonly passAxis?: number;
  /** Cuts one file into mini-batches along the batch axis; a smaller last one is kept. */
  readonly batchSize?: number;
  /**
   * Cuts each batch of a train step into virtual batches along the batch axis; a smaller last one is kept. Each is a pass of its
   * own: normalized by its own statistics, and the running values move by each in order (ghost batch normalization, Hoffer
   * et al. 2017, algorithm 1). With `ranks` they are the ranks of one batch instead.
   */
  readonly virtualBatchSize?: number;
  /** Only these entries of the batch axis: [start, count]. Written by the debugger when it splits a pass out of a file. */
  readonly rows?: readonly [start: number, count: number];
  /** The output that is expected; compared as numpy.allclose does. */
  readonly expect?: TensorPath;
  readonly rtol?: number;
  readonly atol?: number;
  /** Upstream gradient, for the backward pass. */
  readonly gradOutput?: TensorPath;
  /** The gradient of the input that is expected where `gradOutput` is the upstream one; compared as `expect` is. */
  readonly expectGrad?: TensorPath;
  /** The running values that are expected after the pass, of several passes after the last; compared as `expect` is. */
  readonly stateAfter?: StateAfter;
  /**
   * What an array of files is, or a batch that is cut into virtual ones. `merged` (SyncBatchNorm): one batch, so that
   * statistics are weighted by their counts. `apart`: each is normalized by its own statistics, and the running values are
   * those of the first. Default for files: merged.
   */
  readonly ranks?: 'merged' | 'apart';
  /** A train pass that leaves the running values. Written by the debugger for ranks that are apart. */
  readonly keepsState?: boolean;
}
