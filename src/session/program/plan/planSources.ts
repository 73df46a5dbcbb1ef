import type { RecordedHead } from './recordedHead.js';

/** What a plan has to know of the files that it is about. */
export interface PlanSources {
  /** Names of the files in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Names of the tensors in an archive. @throws FormatError where the file is none */
  members(uri: string): Promise<readonly string[]>;
  shapeOf(uri: string): Promise<readonly number[]>;
  /** Of a statistics file. @throws FormatError where it is refused */
  recorded(uri: string): Promise<RecordedHead>;
  /** Lets others have a turn. @throws the signal's reason where the plan is not wanted any more */
  breathe?(): Promise<void>;
}
