import type { FoldRequest, RepairRequest } from '../../views/index.js';
import type { ReportPicture } from './markdownReport.js';

/** What can be taken out of a session, each asked for by somebody. */
export type ExportRequest =
  /** Running mean and variance, a `.npy` each; the layer as `.npz` or safetensors; lines for PyTorch. */
  | ({ readonly kind: 'statistics' | 'npz' | 'safetensors' | 'lines' } & RepairRequest)
  /** Weight and bias of the layer before, this one folded into it. */
  | ({ readonly kind: 'folded' } & FoldRequest)
  /** Markdown about all that has run, and the channels of a pass; its pictures are files beside it. */
  | {
      readonly kind: 'report';
      readonly title: string;
      readonly pass: number | null;
      readonly pictures: readonly ReportPicture[];
    }
  /** The channels of a pass as CSV. */
  | { readonly kind: 'table'; readonly pass: number | null }
  /** A PyTorch script that runs the passes and compares these channels. */
  | { readonly kind: 'script'; readonly channels: readonly number[] };

/** A file to be: where it is written, and whether at all, is the user's affair. */
export interface ExportedFile {
  /** Without a folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
