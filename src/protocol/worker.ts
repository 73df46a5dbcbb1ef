import type {
  Cursor,
  Program,
  ProgramState,
  ReportOptions,
  SessionReport,
  TensorPath,
  UriPolicy,
  ViewName,
  ViewRequest,
  ViewResult,
} from '../session/index.js';
import type { Action } from './action.js';
import type { ArchiveView } from './archive.js';
import type { Outcome, Progress, SessionSnapshot } from './snapshot.js';

/** What a session is opened on. URIs are strings; the worker reads `file:` itself and asks the host for all others. */
export type Target =
  /** Tensors, whose files are URIs. */
  | { readonly kind: 'files'; readonly uris: readonly TensorPath[]; readonly layer?: TargetLayer }
  | { readonly kind: 'program'; readonly uri: string }
  | { readonly kind: 'inline'; readonly program: Program; readonly base: string };

/** What the tensors of a target run through. */
export interface TargetLayer {
  /** Where the convention's channel axis is of another size, and one other axis is of this, the channels are there. */
  readonly channels: number;
  readonly convention?: string;
  /** Files are URIs. */
  readonly state: ProgramState;
}

export interface OpenRequest {
  readonly target: Target;
  /** Defaults from the user's settings, for what an implicit program leaves open. */
  readonly defaults?: {
    readonly convention?: string;
    readonly eps?: number;
    readonly momentum?: number | null;
    readonly channelAxis?: number;
  };
  /** Which files the program may name beside those below its own folder, and those that the target names. Absent: no others. */
  readonly policy?: UriPolicy;
  /** What was saved before a reload: takes the place of the target's own program. */
  readonly restore?: { readonly program: Program; readonly cursor: Cursor };
}

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
  /** Ends what is running for this session (not the session); finished passes stay. Answers at once. */
  cancel(id: string): Promise<void>;
  /** Stops what runs on or back in this session after the passes that are finished, and nothing else. Answers at once. */
  pause(id: string): Promise<void>;
  close(id: string): Promise<void>;
  /** What is in an archive. */
  browse(uri: string): Promise<Outcome<ArchiveView>>;
  report(request: Pick<OpenRequest, 'target' | 'policy'>, options: ReportOptions): Promise<Outcome<SessionReport>>;
}

/** The host's side, which the worker calls. */
export interface HostApi {
  /** Whole file, for URIs that the worker cannot read itself; only its size where that is more than `mostBytes`. */
  readFile(uri: string, mostBytes: number): Promise<Uint8Array | { readonly tooLarge: number }>;
  /** Names of the files in a folder. */
  readDirectory(uri: string): Promise<string[]>;
  onProgress(id: string, progress: Progress): void;
}
