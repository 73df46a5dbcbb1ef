import type {
  Action,
  ArchiveView,
  ChannelAtStep,
  CheckpointSettings,
  ExportRequest,
  LayerChannels,
  ModelSummary,
  SessionSnapshot,
  StateChannels,
  StatesSummary,
  TensorPath,
} from '../session/index.js';
import type { SentView } from './answerUpdates.js';
import type { Looks } from './following.js';
import type { Failure, Outcome } from './outcome.js';
import type { Packed } from './packing.js';
import type { Progress } from './progress.js';
import type { SnapshotUpdate } from './snapshotUpdates.js';

/** What the panel shows as a whole. */
export type PanelState =
  | { readonly kind: 'loading'; readonly within?: WithinModel }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** What of the file could be read instead; choosing one opens it. */
      readonly parts?: readonly string[];
      /** Axes of the tensor that the channels could be on instead; choosing one opens it. */
      readonly channelAxes?: readonly number[];
      /** Name of the archive that the tensor is in: the way back. */
      readonly archive?: string;
      readonly within?: WithinModel;
    }
  /**
   * Several layers on one axis of steps; `isRecording`: its files have just grown; `archive`: its name, where that is what it
   * was made of; `states`: there are no steps, or those that it ends with are compared with another's.
   */
  | {
      readonly kind: 'model';
      readonly model: ModelSummary;
      readonly isRecording?: true;
      readonly archive?: string;
      readonly states?: StatesSummary;
    }
  /** The file holds several tensors, and none has been chosen yet; `states`: layers are among them. */
  | { readonly kind: 'archive'; readonly archive: ArchiveView; readonly states?: StatesSummary }
  | {
      readonly kind: 'ready';
      readonly snapshot: SessionSnapshot;
      /** The last action failed; what was there before is still shown. */
      readonly failure: Failure | null;
      /** VS Code starts no debugger here. */
      readonly isRestricted?: true;
      /** Name of the archive that the tensor is in: the way back. */
      readonly archive?: string;
      readonly within?: WithinModel;
    };

/** The layer of a model that is shown: the way back, and to its neighbours. */
export interface WithinModel {
  /** `model.bn.json` */
  readonly model: string;
  readonly layer: string;
}

/** The same as it is sent: of a snapshot what changed since the state before, of a model no cells that were sent before. */
export type SentState =
  | Exclude<PanelState, { readonly kind: 'ready' }>
  | (Omit<Extract<PanelState, { readonly kind: 'ready' }>, 'snapshot'> & {
      readonly update: SnapshotUpdate;
      /** What the panel looks at, of this state, as far as it was there in time. */
      readonly views?: readonly SentView[];
    });

/** Notifications, extension -> panel. */
export interface ToPanel {
  /** Packed where it has an array for each layer, or answers of views. */
  state: SentState | Packed<SentState>;
  /** null: nothing is running. */
  progress: Progress | null;
  /** A command that is the panel's own affair. */
  command: PanelCommand;
  /** What a user asks to be shown that does so elsewhere. */
  show: PanelPlace;
  /** A tensor that the user has chosen for what the panel asked for. */
  chosen: { readonly role: FoldRole; readonly path: TensorPath };
  /** All channels of one layer of the model, or why there are none. */
  modelChannels: { readonly layer: string; readonly channels: Outcome<LayerChannels> };
  /** One channel of it in a column; null: there is no pass. */
  modelChannel: { readonly of: ChannelPlace; readonly numbers: Outcome<ChannelAtStep | null> };
  /** The same of its states, as they were in this revision of their summary. */
  stateChannels: { readonly layer: string; readonly revision: number; readonly channels: Outcome<StateChannels> };
}

/** A channel of a layer of a model, in a column of the common axis. */
export interface ChannelPlace {
  readonly layer: number;
  readonly column: number;
  readonly channel: number;
}

/** Where in the panel a value is. */
export interface PanelPlace {
  readonly page: 'debug' | 'check' | 'gradients';
  readonly channel?: number;
  /** Into the input. */
  readonly index?: readonly number[];
}

/** A chart as it is shown, in its own colours on its own background. */
export interface ChartFile {
  readonly title: string;
  readonly svg: string;
  /** Base64. */
  readonly png: string;
}

/** What a tensor is for when a layer is folded into the one before it. */
export type FoldRole = 'weight' | 'bias' | 'input';

export type PanelCommand =
  | 'previousPass'
  | 'nextPass'
  | 'previousChannel'
  | 'nextChannel'
  | 'previousFinding'
  | 'nextFinding'
  | 'focusFilter'
  | 'clearBrush'
  | 'focusFindings'
  | 'showDebugger'
  | 'showGap'
  | 'showCompare'
  | 'showRepair'
  | 'showGradients'
  | 'showCheck'
  | 'showExperiments'
  | 'showConventions'
  /** The panel draws its charts as files, and sends them. */
  | 'exportChart'
  | 'exportReport';

/** Notifications, panel -> extension. */
export interface FromPanel {
  ready: { readonly restored: boolean };
  act: Action;
  cancel: null;
  /** What runs on or back pauses behind the passes that are finished; what else is under way ends. */
  stop: null;
  /** Whether a text input has the focus, for the context key. */
  inputFocus: boolean;
  /** All that it shows: of the next state the same is sent along with it. */
  looks: Looks;
  /** Buttons whose effect is in VS Code. */
  host:
    | { readonly kind: 'openWith' }
    | { readonly kind: 'copy'; readonly text: string }
    | { readonly kind: 'chooseBatches' }
    /** Opens a tensor of the archive, run through one of its layers; or another part of the tensor, or with another channel axis. */
    | {
        readonly kind: 'openTensor';
        readonly member?: string;
        readonly part?: string;
        readonly layer?: string;
        readonly channelAxis?: number;
      }
    /** The list of the archive's tensors. */
    | { readonly kind: 'backToArchive' }
    /** The layers of the archive with their activations, as a model. */
    | { readonly kind: 'showLayers' }
    /** Runs several tensors of the archive as batches, through one of its layers where one is named. */
    | { readonly kind: 'runMembers'; readonly members: readonly string[]; readonly layer?: string }
    /** Opens a layer of the model, by its place in the list, where that column of the common axis ends. */
    | { readonly kind: 'openLayer'; readonly layer: number; readonly column: number; readonly channel?: number }
    /** Asks for activations, and opens a layer of the model with them behind its passes. */
    | { readonly kind: 'runFiles'; readonly layer: number }
    /** From a layer to the one before or after it in its model. */
    | { readonly kind: 'neighbourLayer'; readonly by: -1 | 1 }
    | { readonly kind: 'backToModel' }
    /** Asks for all channels of a layer; the answer is `modelChannels`. */
    | { readonly kind: 'modelChannels'; readonly layer: number }
    /** Asks for a channel's numbers; the answer is `modelChannel`. */
    | ({ readonly kind: 'modelChannel' } & ChannelPlace)
    /** Asks for all channels of a layer's state; the answer is `stateChannels`. */
    | { readonly kind: 'stateChannels'; readonly layer: number }
    /** Holds the states against those in a file beside this one; without a name it is asked for. */
    | { readonly kind: 'compareStates'; readonly file?: string }
    /** Ends that; or opens the other one, held against this one. */
    | { readonly kind: 'endComparison' }
    | { readonly kind: 'swapStates' }
    /** Rules that all layers follow; null: those that their programs say, or the names of a checkpoint's members suggest. */
    | { readonly kind: 'setRules'; readonly rules: CheckpointSettings | null }
    /** Asks for activations elsewhere, and runs them through this layer of the archive. */
    | { readonly kind: 'runLayer'; readonly layer: string }
    /** Asks for a checkpoint, and takes γ, β and the running values from one of its layers. */
    | { readonly kind: 'chooseLayer' }
    | {
        readonly kind: 'chooseState';
        readonly name: 'gamma' | 'beta' | 'weight' | 'bias' | 'runningMean' | 'runningVar';
      }
    /** Asks for the file of something that is expected of a pass. */
    | {
        readonly kind: 'chooseExpected';
        readonly pass: number;
        readonly of: 'expect' | 'expectGrad' | 'runningMean' | 'runningVar';
      }
    /** Asks for a tensor; the answer is `chosen`. */
    | { readonly kind: 'chooseFold'; readonly role: FoldRole }
    /** Asks where, and writes; or copies lines. */
    | { readonly kind: 'export'; readonly request: ExportRequest }
    /** Asks which chart, as what, and where; or for where the report goes, whose pictures they are. */
    | { readonly kind: 'exportCharts' | 'exportReport'; readonly charts: readonly ChartFile[] }
    /** Opens the page about a rule. */
    | { readonly kind: 'learnMore'; readonly rule: string }
    | { readonly kind: 'openWalkthrough' }
    | { readonly kind: 'saveProgram' }
    | { readonly kind: 'retry' };
}
