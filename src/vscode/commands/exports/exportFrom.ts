import { env, type Uri } from 'vscode';
import type { ExportRequest } from '../../../session/index.js';
import { filesAmong } from '../../../session/program/paths/index.js';
import { showInformation } from '../../dialogs.js';
import type { LiveSession } from '../../host/liveSession.js';
import { unwrap } from '../../host/outcome.js';
import { writeFiles } from './writeFiles.js';

const titles: Readonly<Record<ExportRequest['kind'], string>> = {
  statistics: 'Export Statistics',
  npz: 'Export Layer as .npz',
  safetensors: 'Export Layer as .safetensors',
  lines: 'Copy PyTorch Lines',
  folded: 'Export Folded Layer',
};

type UsualKind = Exclude<ExportRequest['kind'], 'folded'>;

/** Commands and what they export. */
export const exportCommands: Readonly<Record<string, UsualKind>> = {
  'batchnorm.exportStatistics': 'statistics',
  'batchnorm.exportLayerNpz': 'npz',
  'batchnorm.exportLayerSafetensors': 'safetensors',
  'batchnorm.copyPytorchLines': 'lines',
};

/** Takes something out of a session: asks where, and writes, or copies. @param given where, instead of asking */
export async function exportFrom(
  session: LiveSession,
  request: ExportRequest,
  given?: unknown,
): Promise<readonly Uri[] | undefined> {
  const files = unwrap(await session.export(request));
  if (request.kind === 'lines') {
    await env.clipboard.writeText(new TextDecoder().decode(files[0].bytes));
    void showInformation('Copied: load_state_dict with these buffers.');
    return undefined;
  }
  const reads = request.kind === 'folded' ? filesAmong([request.weight, request.bias, request.input]) : [];
  return writeFiles(session, files, { title: titles[request.kind], given, reads });
}

/** From the pass that is shown, all train batches but outliers, as one batch: what a command exports. */
export function usualExport({ snapshot }: LiveSession, kind: UsualKind): ExportRequest {
  if (!snapshot) throw new Error('There is nothing to export: the file has not been read.');
  const choice = { range: null, leavesOutOutliers: true, method: 'one-batch', momentum: null } as const;
  return { kind, pass: snapshot.shown, ...choice };
}
