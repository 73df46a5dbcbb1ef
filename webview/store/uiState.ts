import type { SessionSnapshot } from '../../src/protocol/index.js';
import type {
  GapInput,
  Expected,
  ExperimentRequest,
  FoldChoice,
  GradientsRequest,
  OverviewQuantity,
  RepairChoice,
  SliderValues,
  TableColumn,
} from '../../src/session/index.js';
import { severities } from '../../src/session/severity.js';
import type { FindingFilter } from './findingFilter.js';
import { channelOf, listedFindings } from './listedFindings.js';
import { initialModelUi, restoredModelUi, type ModelUi } from './modelUi.js';
import { isPage, type Page } from './pages.js';

/** What the user has chosen to look at. Passes and channels count from 0, ranges are half-open. */
export interface UiState {
  /** The selection, first is the one shown in detail; up to 4. */
  readonly channels: readonly number[];
  /** Whether the user has selected them; until then they are those of the first finding. */
  readonly hasChosenChannels: boolean;
  /** Index into the input of the picked value (output view); the arithmetic is for it. */
  readonly picked: readonly number[] | null;
  /** The crosshair; pass −1 is `init`. */
  readonly hover: { readonly pass: number | null; readonly channel: number | null } | null;
  /** The value under the mouse in the output view. */
  readonly hoverIndex: readonly number[] | null;
  /** Range of passes, from the brush. */
  readonly passZoom: readonly [number, number] | null;
  /** Range of channels, limits the table. */
  readonly channelBrush: readonly [number, number] | null;
  readonly overviewQuantity: OverviewQuantity;
  readonly sort: { readonly column: TableColumn; readonly descending: boolean };
  readonly filter: string;
  /** null: the last two axes. */
  readonly sliceAxes: { readonly row: number | null; readonly column: number } | null;
  /** Fixed indices, one for each axis. */
  readonly sliceIndex: readonly number[] | null;
  readonly colourScale: 'auto' | 'one' | 'own';
  readonly showMatrix: boolean;
  /** The selected finding, by its index in the snapshot. */
  readonly finding: number | null;
  readonly findingFilter: FindingFilter;
  readonly page: Page;
  /** Whether the cards of the conventions are open; they take the place of the page. */
  readonly showsConventions: boolean;
  /** Whether the row of axes is open in the header. */
  readonly showsAxes: boolean;
  /** Whether axes are compared; that takes the place of the page, too. */
  readonly comparesAxes: boolean;
  /** Axes that stand beside each other there; null: those that the channels may be on. */
  readonly comparedAxes: readonly number[] | null;
  /** Keys of the conventions that the session's is compared with, up to 4; null: the usual ones. */
  readonly compared: readonly string[] | null;
  /** Which of them the table is about; null: the first. */
  readonly comparedInTable: string | null;
  /** What the Gap page holds against the running values, and what its channels are sorted by. */
  readonly gapInput: GapInput;
  readonly gapSort: string;
  /** What of a pass the Check page is about, and what its channels are drawn over. */
  readonly checkedOf: Expected;
  readonly checkedOver: 'variance' | 'mean' | 'channel';
  readonly upstream: GradientsRequest['upstream'];
  readonly repair: RepairChoice;
  /** What is folded into; what is absent suggests itself, null is none. */
  readonly fold: Partial<Omit<FoldChoice, 'layout'>> & Pick<FoldChoice, 'layout'>;
  /** null: the first. */
  readonly experiment: string | null;
  readonly experimentSource: ExperimentRequest['source'];
  /** Where the user has put the sliders, by the experiment's id. */
  readonly experimentValues: Readonly<Partial<Record<string, SliderValues>>>;
  /** Of an archive's list: what is searched, the row that had the focus, groups that were opened or closed. */
  readonly archiveSearch: string;
  readonly archiveRow: string | null;
  readonly archiveToggled: readonly string[];
  /** Names of the tensors that are to run as batches. */
  readonly archiveChosen: readonly string[];
  /** Name of the layer that tensors of the archive are run through. */
  readonly archiveLayer: string | null;
  /** null: the layers of a checkpoint, the tensors of what may hold batches. */
  readonly archiveTab: 'layers' | 'tensors' | null;
  /** Whether a checkpoint's layers stand in the order of the file; else the worst is first. */
  readonly storedOrder: boolean;
  /** Of a model's page. */
  readonly model: ModelUi;
}

export const mostChannels = 4;

export const initialUi: UiState = {
  channels: [0],
  hasChosenChannels: false,
  picked: null,
  hover: null,
  hoverIndex: null,
  passZoom: null,
  channelBrush: null,
  overviewQuantity: 'mean-gap',
  sort: { column: 'gap', descending: true },
  filter: '',
  sliceAxes: null,
  sliceIndex: null,
  colourScale: 'auto',
  showMatrix: false,
  finding: null,
  findingFilter: { text: '', hidden: [] },
  page: 'debug',
  showsConventions: false,
  showsAxes: false,
  comparesAxes: false,
  comparedAxes: null,
  compared: null,
  comparedInTable: null,
  gapInput: 'pass',
  gapSort: 'distance',
  checkedOf: 'output',
  checkedOver: 'variance',
  upstream: 'noise',
  repair: { range: null, leavesOutOutliers: true, method: 'one-batch', momentum: null },
  fold: { layout: null },
  experiment: null,
  experimentSource: 'batch',
  experimentValues: {},
  archiveSearch: '',
  archiveRow: null,
  archiveToggled: [],
  archiveChosen: [],
  archiveLayer: null,
  archiveTab: null,
  storedOrder: false,
  model: initialModelUi,
};

/** What survives a reload: everything but what the mouse is over. */
export function worthSaving(ui: UiState): UiState {
  return { ...ui, hover: null, hoverIndex: null, showsConventions: false };
}

/** A saved state of this or an older version; entries of another type than expected are left at their defaults. */
export function restoreUi(saved: unknown): UiState {
  if (typeof saved !== 'object' || saved === null) return initialUi;
  const entries = Object.entries(saved).filter(([key, value]) => {
    if (!(key in initialUi)) return false;
    const standard: unknown = initialUi[key as keyof UiState];
    return standard === null || (value !== null && typeof standard === typeof value);
  });
  const restored = { ...initialUi, ...Object.fromEntries(entries) };
  return {
    ...restored,
    channels: Array.isArray(restored.channels) && restored.channels.length > 0 ? restored.channels : initialUi.channels,
    page: isPage(restored.page) ? restored.page : initialUi.page,
    gapInput: ['pass', 'eval', 'train'].includes(restored.gapInput) ? restored.gapInput : initialUi.gapInput,
    comparedAxes: Array.isArray(restored.comparedAxes) ? restored.comparedAxes : null,
    repair: { ...initialUi.repair, ...restored.repair },
    model: restoredModelUi(restored.model),
    fold: { ...initialUi.fold, ...restored.fold },
    findingFilter: restoreFilter(restored.findingFilter),
    compared: Array.isArray(restored.compared) ? restored.compared : null,
    archiveToggled: Array.isArray(restored.archiveToggled) ? restored.archiveToggled : [],
    archiveChosen: Array.isArray(restored.archiveChosen) ? restored.archiveChosen : [],
  };
}

function restoreFilter({ text, hidden }: Partial<Record<keyof FindingFilter, unknown>>): FindingFilter {
  return {
    text: typeof text === 'string' ? text : '',
    hidden: Array.isArray(hidden) ? severities.filter((severity) => hidden.includes(severity)) : [],
  };
}

/** Takes back what a session with another shape, fewer channels or fewer passes cannot show. */
export function fitUi(ui: UiState, { input, passes, findings }: SessionSnapshot): UiState {
  const { channels: count, shape } = input;
  const found = ui.hasChosenChannels ? undefined : firstFound(findings);
  const wanted = found === undefined ? ui.channels : [found];
  const kept = wanted.filter((channel) => channel < count).slice(0, mostChannels);
  const fitsShape = (index: readonly number[] | null): boolean =>
    index === null || (index.length === shape.length && index.every((at, axis) => at >= 0 && at < shape[axis]));
  const fitsRange = (range: readonly [number, number] | null, end: number): boolean =>
    range === null || (range[0] < range[1] && range[1] <= end);
  const fitsAxes =
    ui.sliceAxes === null || Math.max(ui.sliceAxes.row ?? 0, ui.sliceAxes.column) < Math.max(1, shape.length);
  return {
    ...ui,
    channels: kept.length > 0 ? kept : initialUi.channels,
    picked: fitsShape(ui.picked) ? ui.picked : null,
    hover: null,
    hoverIndex: fitsShape(ui.hoverIndex) ? ui.hoverIndex : null,
    passZoom: fitsRange(ui.passZoom, passes.length) ? ui.passZoom : null,
    channelBrush: fitsRange(ui.channelBrush, count) ? ui.channelBrush : null,
    sliceAxes: fitsAxes ? ui.sliceAxes : null,
    sliceIndex: fitsShape(ui.sliceIndex) ? ui.sliceIndex : null,
    finding: ui.finding !== null && ui.finding < findings.length ? ui.finding : null,
  };
}

/** The channel of the first finding, in the order of the list, that is not about all channels. */
function firstFound(findings: SessionSnapshot['findings']): number | undefined {
  return listedFindings(findings)
    .map(({ finding }) => channelOf(finding))
    .find((channel) => channel !== undefined);
}
