import { env, type Uri } from 'vscode';
import type { ExportRequest, RepairRequest } from '../../../session/index.js';
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
  report: 'Export Report',
  table: 'Export Channel Table',
  script: 'Export PyTorch Script',
};

/** Commands, and what they export of a session where the panel has chosen nothing. */
export const exportCommands: Readonly<Record<string, (session: LiveSession) => ExportRequest>> = {
  'batchnorm.exportStatistics': (session) => ({ kind: 'statistics', ...usual(session) }),
  'batchnorm.exportLayerNpz': (session) => ({ kind: 'npz', ...usual(session) }),
  'batchnorm.exportLayerSafetensors': (session) => ({ kind: 'safetensors', ...usual(session) }),
  'batchnorm.copyPytorchLines': (session) => ({ kind: 'lines', ...usual(session) }),
  'batchnorm.exportTable': (session) => ({ kind: 'table', pass: shownOf(session) }),
  'batchnorm.exportScript': (session) => ({ kind: 'script', channels: toldChannels(session) }),
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

/** From the pass that is shown, all train batches but outliers, as one batch. */
function usual(session: LiveSession): RepairRequest {
  return { pass: shownOf(session), range: null, leavesOutOutliers: true, method: 'one-batch', momentum: null };
}

function shownOf({ snapshot }: LiveSession): number | null {
  if (!snapshot) throw new Error('There is nothing to export: the file has not been read.');
  return snapshot.shown;
}

/** So many are told of at most. */
const mostChannels = 8;

/** The channels that findings name, and the first. */
function toldChannels({ snapshot }: LiveSession): readonly number[] {
  const named = snapshot?.findings.flatMap(({ channel, channels }) => channel ?? Array.from(channels ?? [])) ?? [];
  return [...new Set([...named.slice(0, mostChannels - 1), 0])].sort((a, b) => a - b);
}
