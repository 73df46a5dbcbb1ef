import type { FoldRequest, RepairRequest } from '../../views/index.js';

/** What can be taken out of a session, each asked for by somebody. */
export type ExportRequest =
  /** Running mean and variance, a `.npy` each; the layer as `.npz` or safetensors; lines for PyTorch. */
  | ({ readonly kind: 'statistics' | 'npz' | 'safetensors' | 'lines' } & RepairRequest)
  /** Weight and bias of the layer before, this one folded into it. */
  | ({ readonly kind: 'folded' } & FoldRequest);

/** A file to be: where it is written, and whether at all, is the user's affair. */
export interface ExportedFile {
  /** Without a folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
