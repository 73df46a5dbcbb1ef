import type {
  Action,
  ArchiveView,
  ChannelAtStep,
  CheckpointSettings,
  DebugName,
  DebugRequest,
  DebugResult,
  LayerChannels,
  ModelReport,
  ModelSummary,
  ProgramCheckRequest,
  ExportedFile,
  ExportRequest,
  OpenRequest,
  ProgramCheck,
  ProgramOutline,
  ReportOptions,
  SessionReport,
  SessionSnapshot,
  Target,
  StateChannels,
  StatesSummary,
  ViewName,
  ViewRequest,
  ViewResult,
} from '../session/index.js';
import type { Outcome } from './outcome.js';
import type { Progress } from './progress.js';
import type { SnapshotUpdate } from './snapshotUpdates.js';

/**
 * The worker's side: one object for many sessions. Actions on one session are carried out in order; views do not wait
 * for them, but show the session of the last snapshot.
 */
export interface WorkerApi {
  open(id: string, request: OpenRequest): Promise<Outcome<SessionSnapshot>>;
  /**
   * A failed action leaves the session as it was; passes computed before the failure stay. A cancelled one answers with
   * what was finished, and a notice; one that runs until something stops it, with a notice of why it stopped.
   * @param allowed URIs of files that the user has chosen or allowed, which the program may name from now on
   */
  act(id: string, action: Action, allowed?: readonly string[]): Promise<Outcome<SessionSnapshot>>;
  view<K extends ViewName>(id: string, name: K, request: ViewRequest<K>): Promise<Outcome<ViewResult<K>>>;
  /** What a debugger asks about this session, as it was last told of; runs that `breaks` stop at what it was told here. */
  debug<K extends DebugName>(id: string, name: K, request: DebugRequest<K>): Promise<Outcome<DebugResult<K>>>;
  /** Findings of this session by other settings, as they stand. */
  judge(id: string, thresholds: unknown, rules?: unknown): Promise<Outcome<SessionSnapshot>>;
  /** Files that the user has asked for; nothing is written. */
  export(id: string, request: ExportRequest): Promise<Outcome<readonly ExportedFile[]>>;
  /** Ends what is running for this session (not the session); finished passes stay. Answers at once. */
  cancel(id: string): Promise<void>;
  /** Stops what runs on or back in this session after the passes that are finished, and nothing else. Answers at once. */
  pause(id: string): Promise<void>;
  close(id: string): Promise<void>;
  /** The ids of all rules of findings. */
  rules(): Promise<Outcome<readonly string[]>>;
  /** What is in an archive. */
  browse(uri: string, defaults?: OpenRequest['defaults']): Promise<Outcome<ArchiveView>>;
  /** The steps of a program's text, and what is wrong with it. */
  outline(text: string): Promise<Outcome<ProgramOutline>>;
  /** What the files of a program say against it, and what becomes of it where it is run; `cancel` of the id ends it. */
  check(
    id: string,
    request: Omit<ProgramCheckRequest, 'thresholds'> & Pick<OpenRequest, 'thresholds' | 'rules'>,
  ): Promise<Outcome<ProgramCheck>>;
  report(
    request: Pick<OpenRequest, 'policy' | 'thresholds' | 'rules'> & { readonly target: Target },
    options: ReportOptions,
  ): Promise<Outcome<SessionReport | ModelReport>>;
  /**
   * Opens the recordings of a model's layers: rows without cells, as soon as all are planned. Cells follow by themselves;
   * `modelView` hands out what there is. Opened again, where all cells had come, it is as it was until there is all that is
   * new: only files are read that were not there, or were written on.
   */
  openModel(
    id: string,
    request: Omit<OpenRequest, 'target' | 'restore'> & Pick<StatesRequest, 'settings'> & { readonly target: Target },
  ): Promise<Outcome<ModelSummary>>;
  /**
   * The model as soon as there is something newer than this revision; at once where all is there. Cells of layers that were
   * there by then are left out: who asks has them.
   */
  modelView(id: string, known: number): Promise<Outcome<ModelSummary>>;
  /** All channels of one of its layers. */
  modelChannels(id: string, layer: number): Promise<Outcome<LayerChannels>>;
  /** One of them in a column of the axis; null where there is no pass. */
  modelChannel(id: string, layer: number, column: number, channel: number): Promise<Outcome<ChannelAtStep | null>>;
  /** Reads the states of a checkpoint's layers, or those that a recording ends with; `cancel` of the id ends it. */
  openStates(id: string, request: StatesRequest): Promise<Outcome<StatesSummary>>;
  /** All channels of one of those layers. */
  stateChannels(id: string, layer: number): Promise<Outcome<StateChannels>>;
}

/** Whose states, beside whose, and by which rules. */
export interface StatesRequest extends Pick<OpenRequest, 'target' | 'policy' | 'thresholds' | 'rules'> {
  /** URI of another checkpoint or recording. */
  readonly against?: string;
  /** Instead of what the programs of a recording say, or the names of a checkpoint's members suggest. */
  readonly settings?: CheckpointSettings;
}

/** The same from another thread, where snapshots arrive as what changed in them. */
export interface ThreadApi extends Omit<WorkerApi, 'open' | 'act' | 'judge'> {
  open(...given: Parameters<WorkerApi['open']>): Promise<Outcome<SnapshotUpdate>>;
  act(...given: Parameters<WorkerApi['act']>): Promise<Outcome<SnapshotUpdate>>;
  judge(...given: Parameters<WorkerApi['judge']>): Promise<Outcome<SnapshotUpdate>>;
}

/** The host's side, which the worker calls. */
export interface HostApi {
  /** Whole file, for URIs that the worker cannot read itself; only its size where that is more than `mostBytes`. */
  readFile(uri: string, mostBytes: number): Promise<Uint8Array | { readonly tooLarge: number }>;
  /** Names of the files in a folder. */
  readDirectory(uri: string): Promise<string[]>;
  onProgress(id: string, progress: Progress): void;
  /** What a breakpoint of a session says that does not stop it. */
  onSay(id: string, text: string): void;
  /** Something that people who look for it should find in the log. */
  onWarning(sentence: string): void;
}
