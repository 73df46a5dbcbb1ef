import { EngineError } from '../../engine/index.js';
import type { Finding } from '../findings/index.js';
import {
  compareStates,
  findingsOfLayers,
  modelTargetOf,
  openModel,
  scanModel,
  scannedModel,
  statesOfCheckpoint,
  statesOfModel,
  targetOf,
  withBetween,
  type Checkpoint,
  type ComparedStates,
  type LayerFinding,
  type LayerThreads,
  type ModelSources,
  type ModelTarget,
  type NamedState,
  type ScannedModel,
} from '../model/index.js';
import type { RunOptions, Target } from '../run/index.js';
import type { LayerReport, ModelReport } from './modelReport.js';
import { passReport, reported } from './reportOf.js';
import type { PassReport, ReportOptions, SessionReport } from './report.js';

/**
 * The report of a target that is several layers; null where it is none, and an ordinary session reports.
 * @throws FormatError where a file that all depends on is refused; EngineError where `against` is no recording and no
 * checkpoint, or the target itself is none and is to be compared; the signal's reason
 */
export async function modelReportOf(
  target: Target,
  sources: ModelSources,
  options: ReportOptions = {},
  run?: ModelRun,
): Promise<ModelReport | null> {
  const { against } = options;
  const own = await modelTargetOf(target, sources, run);
  if (!own) {
    if (against === undefined) return null;
    throw new EngineError('Only a model or a checkpoint can be compared with another: this is neither');
  }
  const before = against === undefined ? null : await statesAt(against, sources, run);
  return own.kind === 'checkpoint'
    ? reportOfCheckpoint(own.checkpoint, before)
    : reportOfModel(own, sources, before, options, run);
}

async function statesAt(uri: string, sources: ModelSources, run?: ModelRun): Promise<ReadonlyMap<string, NamedState>> {
  const other = await modelTargetOf(targetOf(uri), sources, run);
  if (!other)
    throw new EngineError(`${uri}: expected a recording or a checkpoint with BatchNorm layers, found neither`);
  return other.kind === 'checkpoint'
    ? statesOfCheckpoint(other.checkpoint)
    : statesOfModel(await scanModel(await openModel(other.model, other.base, other.title, sources, run), run));
}

async function reportOfModel(
  { model, base, title }: Extract<ModelTarget, { readonly kind: 'model' }>,
  sources: ModelSources,
  before: ReadonlyMap<string, NamedState> | null,
  { passes: wanted = false }: ReportOptions,
  run?: ModelRun,
): Promise<ModelReport> {
  // Threads have nothing to do where all passes are wanted here.
  const { threads, ...alone } = run ?? {};
  const opened = await openModel(model, base, title, sources, { ...alone, ...(threads && !wanted && { threads }) });
  const passes = opened.layers.map((): PassReport[] => []);
  const scanned = await scanModel(opened, {
    ...run,
    ...(wanted && {
      onRecord: (index, record) => {
        const layer = opened.layers[index];
        passes[index].push(passReport(record, layer.kind === 'ready' ? layer.channels : 0));
      },
    }),
  });
  const compared = before && compareStates(before, statesOfModel(scanned));
  const { findings } = compared ? scannedModel(opened, scanned.scans, compared.findings) : scanned;
  return {
    layers: opened.layers.map((_, index) => layerReport(scanned, index, passes[index], compared)),
    findings: findings.map(reportedOfLayer),
    ...(opened.notices.length > 0 && { notices: opened.notices }),
  };
}

function layerReport(
  { model, scans }: ScannedModel,
  index: number,
  passes: readonly PassReport[],
  compared: ComparedStates | null,
): LayerReport {
  const layer = model.layers[index];
  const { name } = layer;
  if (layer.kind === 'refused') return { name, report: emptyReport, problem: layer.problem, passCount: 0 };
  const { refused = 0, unreadable = 0, failed = 0, findings = [] } = scans[index] ?? {};
  const { convention, channelAxis } = layer.session.layer;
  return {
    name,
    report: {
      convention: convention.key,
      channelAxis,
      channels: layer.channels,
      passes,
      findings: findings.map(reported),
    },
    ...movedOf(name, compared),
    ...(refused > 0 && { refused }),
    ...(unreadable > 0 && { unreadable }),
    ...(failed > 0 && { failed }),
    passCount: layer.session.plan.length,
  };
}

function reportOfCheckpoint({ layers }: Checkpoint, before: ReadonlyMap<string, NamedState> | null): ModelReport {
  const compared = before && compareStates(before, statesOfCheckpoint({ title: '', layers }));
  const found = layers.map(({ name, findings }) => {
    return {
      name,
      rank: '',
      cells: null,
      findings: withBetween(findings, compared?.findings.get(name)),
      columnOf: new Uint32Array(0),
    };
  });
  const noColumns = { steps: new Float64Array(0), modes: new Uint8Array(0) };
  return {
    layers: layers.map(({ name, layer, channels, findings, problem }) => ({
      name,
      report: {
        convention: layer.convention.key,
        channelAxis: layer.channelAxis,
        channels,
        passes: [],
        findings: findings.map(reported),
      },
      ...movedOf(name, compared),
      ...(problem !== undefined && { problem }),
      passCount: 0,
    })),
    findings: findingsOfLayers(found, noColumns).findings.map(reportedOfLayer),
  };
}

/** What looking at all layers needs from outside. */
export interface ModelRun extends RunOptions {
  readonly threads?: LayerThreads;
}

const emptyReport: SessionReport = { convention: '', channelAxis: 1, channels: 0, passes: [], findings: [] };

function movedOf(name: string, compared: ComparedStates | null): Pick<LayerReport, 'moved'> {
  const moved = compared?.moved.get(name);
  return moved ? { moved } : {};
}

function reportedOfLayer(finding: LayerFinding): ModelReport['findings'][number] {
  return { ...reported(finding satisfies Finding), layer: finding.layer };
}
