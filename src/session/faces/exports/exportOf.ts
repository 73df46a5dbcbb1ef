import { EngineError, layoutOf } from '../../../engine/index.js';
import { npyBytes, npzBytes, safetensorsBytes, type WrittenTensor } from '../../../formats/index.js';
import type { BatchAccess } from '../../batches/index.js';
import { nameOf } from '../../program/index.js';
import { evalLayerOf, fold, repaired } from '../../repair/index.js';
import type { Session } from '../../run/index.js';
import { readBias, readWeight, type RepairRequest } from '../../views/index.js';
import { channelCsv } from './channelCsv.js';
import type { ExportedFile, ExportRequest } from './exportRequest.js';
import { namesOf, tensorsOf, vector, writtenLayer } from './layerTensors.js';
import { markdownReport } from './markdownReport.js';
import { pytorchLines } from './pytorchLines.js';
import { pytorchScript } from './pytorchScript.js';

/**
 * Files that somebody has asked for; nothing is written here.
 * @throws EngineError where there is nothing to write; FormatError where a file is refused; the reason of whoever has
 * cancelled it
 */
export async function exportOf(
  session: Session,
  request: ExportRequest,
  access: BatchAccess,
): Promise<readonly ExportedFile[]> {
  switch (request.kind) {
    case 'report': {
      const { title, pass, pictures } = request;
      return [text('report.md', markdownReport(session, title, pass, pictures))];
    }
    case 'table':
      return [
        text(
          `channels${request.pass === null ? '' : `-pass-${request.pass + 1}`}.csv`,
          channelCsv(session, request.pass),
        ),
      ];
    case 'script': {
      const { folder } = access;
      if (!folder) throw new EngineError('The folder of the program is not known');
      return [text('reproduce.py', pytorchScript(session, folder.uri, request.channels))];
    }
    default:
      return layerFiles(session, request, access);
  }
}

function text(name: string, content: string): ExportedFile {
  return { name, bytes: new TextEncoder().encode(content) };
}

async function layerFiles(
  session: Session,
  request: Extract<ExportRequest, RepairRequest>,
  access: BatchAccess,
): Promise<readonly ExportedFile[]> {
  const { pass, range, leavesOutOutliers, method, momentum } = request;
  const made = await repaired(session, pass, { range, leavesOutOutliers, method, momentum }, access.breathe);
  const tensors = tensorsOf(made);
  const names = namesOf(session.program, made.layer.convention.key);
  const { runningMean, runningVar } = tensors;
  if (!runningMean || !runningVar) throw new EngineError('There are no statistics to write: run a train pass first');
  const stem = /^(.+)\.[^.]+$/.exec(names.runningMean)?.[1] ?? 'bn';
  switch (request.kind) {
    case 'statistics':
      return [
        { name: 'running_mean.npy', bytes: npyBytes(vector(runningMean)) },
        { name: 'running_var.npy', bytes: npyBytes(vector(runningVar)) },
      ];
    case 'npz':
      return [{ name: `${stem}.npz`, bytes: npzBytes(writtenLayer(tensors, names)) }];
    case 'safetensors':
      return [{ name: `${stem}.safetensors`, bytes: safetensorsBytes(writtenLayer(tensors, names), { format: 'pt' }) }];
    case 'lines':
      return [text('lines.py', pytorchLines(tensors))];
    case 'folded': {
      const { channels } = layoutOf(session.shape, made.layer);
      const weight = await readWeight(request, channels, access);
      if (!weight) throw new EngineError('There is no weight to fold into: choose one first');
      const bias = await readBias(request.bias, channels, access);
      const folded = fold(evalLayerOf(made, channels), weight, bias?.values ?? new Float64Array(channels));
      const { dtype, shape, layout } = weight;
      const written = (of: readonly number[], values: Float64Array): WrittenTensor => ({ shape: of, dtype, values });
      const name = layout === 'keras' ? 'kernel' : 'weight';
      const tensorsBefore = { [name]: written(shape, folded.weight), bias: written([channels], folded.bias) };
      return [{ name: `${foldedStem(request.weight)}_folded.npz`, bytes: npzBytes(tensorsBefore) }];
    }
  }
}

/** `conv1` of `conv1.weight.npy`. */
function foldedStem(weight: string | { readonly file: string } | null): string {
  const name = weight === null ? '' : nameOf(typeof weight === 'string' ? weight : weight.file);
  return name.replace(/[._-]?(weight|kernel)?\.\w+$/i, '') || 'layer';
}
