import type { PanelCommand } from '../../src/protocol/index.js';
import type { Consequence } from '../../src/session/index.js';
import { channelOf, filteredFindings } from './listedFindings.js';
import type { Store } from './store.js';
import { mostChannels } from './uiState.js';

/** Shows a pass in all views; −1 or null is before the first. */
export function showPass(store: Store, pass: number | null): void {
  const { snapshot } = store;
  if (!snapshot) return;
  const wanted = pass === null || pass < 0 ? null : Math.min(pass, snapshot.passes.length - 1);
  if (wanted !== snapshot.shown) store.act({ kind: 'goTo', pass: wanted });
}

/** Shows a channel in detail; `add` keeps the others beside it, or takes this one out again. */
export function selectChannel(store: Store, channel: number, add = false): void {
  const { channels } = store.ui;
  if (!add) {
    store.set({ channels: [channel], hoverIndex: null });
    return;
  }
  const others = channels.filter((one) => one !== channel);
  if (others.length === channels.length) store.set({ channels: [...channels, channel].slice(-mostChannels) });
  else if (others.length > 0) store.set({ channels: others });
}

/** Selects a finding, its channel and the pass where it begins. */
export function selectFinding(store: Store, index: number): void {
  const finding = store.snapshot?.findings[index];
  if (!finding) return;
  const channel = channelOf(finding);
  store.set({ finding: index, ...(channel !== undefined && { channels: [channel] }) });
  showPass(store, finding.pass);
}

/** Selects where a consequence of a finding begins; the finding that explains it stays selected. */
export function selectConsequence(store: Store, { channels, pass }: Consequence): void {
  if (channels && channels.length > 0) store.set({ channels: [channels[0]] });
  showPass(store, pass);
}

/** The channels in the order they are listed in; none while that is not known. */
export type ListedChannels = (store: Store) => { readonly order: Uint32Array };

/** Carries out the commands that move the selection; those that move the focus are the views' own. */
export function followCommands(store: Store, listed: ListedChannels): () => void {
  return store.onCommand((command) => follow(store, command, listed));
}

function follow(store: Store, command: PanelCommand, listed: ListedChannels): void {
  const { snapshot } = store;
  if (!snapshot) return;
  const shown = snapshot.shown ?? -1;
  switch (command) {
    case 'previousPass': {
      showPass(store, shown - 1);
      return;
    }
    case 'nextPass': {
      showPass(store, shown + 1);
      return;
    }
    case 'previousChannel': {
      moveChannel(store, -1, listed);
      return;
    }
    case 'nextChannel': {
      moveChannel(store, 1, listed);
      return;
    }
    case 'previousFinding': {
      moveFinding(store, -1);
      return;
    }
    case 'nextFinding': {
      moveFinding(store, 1);
      return;
    }
    case 'clearBrush': {
      store.set({ passZoom: null, channelBrush: null, hover: null });
      return;
    }
    case 'showConventions': {
      store.set({ showsConventions: true });
      return;
    }
    case 'showDebugger':
    case 'showGap':
    case 'showCompare':
    case 'showCheck':
    case 'showRepair':
    case 'showGradients':
    case 'showExperiments': {
      store.set({ page: pageOf[command], showsConventions: false });
      return;
    }
    case 'exportChart':
    case 'exportReport':
    case 'focusFilter':
    case 'focusFindings':
      return;
  }
}

const pageOf = {
  showDebugger: 'debug',
  showGap: 'gap',
  showCompare: 'compare',
  showCheck: 'check',
  showRepair: 'repair',
  showGradients: 'gradients',
  showExperiments: 'experiments',
} as const;

/** Up and down follow the table as it is sorted and filtered. */
function moveChannel(store: Store, by: number, listed: ListedChannels): void {
  const { order } = listed(store);
  if (order.length === 0) return;
  const at = order.indexOf(store.ui.channels[0]);
  const next = at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by));
  selectChannel(store, order[next]);
}

function moveFinding(store: Store, by: number): void {
  const listed = filteredFindings(store.snapshot?.findings ?? [], store.ui.findingFilter);
  if (listed.length === 0) return;
  const at = listed.findIndex(({ index }) => index === store.ui.finding);
  const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : (at + by + listed.length) % listed.length;
  selectFinding(store, listed[next].index);
}
