import { beforeEach, describe, expect, it } from 'vitest';
import type { PanelCommand } from '../../../../src/protocol/index.js';
import type { Finding } from '../../../../src/session/index.js';
import { listedFindings } from '../../../../webview/store/listedFindings.js';
import { followCommands, selectChannel, selectConsequence, showPass } from '../../../../webview/store/selection.js';
import { Store } from '../../../../webview/store/store.js';
import { shownRows } from '../../../../webview/views/channelTable/shownRows.js';
import { FakeLink, snapshotOf } from './fakeLink.js';

const finding = (severity: Finding['severity'], weight: number, channel?: number): Finding => ({
  rule: 'train-eval-gap',
  severity,
  pass: 8,
  lastPass: 12,
  known: 8,
  ...(channel !== undefined && { channel }),
  label: 'drift',
  message: 'Batch mean rose.',
  remedy: 'Run more batches.',
  weight,
});

let link: FakeLink;
let store: Store;
const command = (name: PanelCommand): void => link.listener.command(name);

beforeEach(() => {
  link = new FakeLink();
  store = new Store(link, 'dark', () => undefined);
  followCommands(store, shownRows);
  link.listener.state(
    {
      kind: 'ready',
      snapshot: snapshotOf({
        findings: [
          finding('info', 9),
          finding('warning', 2, 37),
          finding('error', Infinity, 22),
          finding('warning', 5, 29),
        ],
      }),
      failure: null,
    },
    [],
  );
  link.sent.length = 0;
});

describe('passes', () => {
  it('move with the keys, and not beyond their ends', () => {
    command('previousPass');
    command('nextPass');
    expect(link.sent).toEqual([{ act: { kind: 'goTo', pass: 9 } }, { act: { kind: 'goTo', pass: 11 } }]);
    link.sent.length = 0;
    showPass(store, 99);
    showPass(store, -1);
    expect(link.sent).toEqual([{ act: { kind: 'goTo', pass: 12 } }, { act: { kind: 'goTo', pass: null } }]);
  });

  it('are left alone when already shown', () => {
    showPass(store, 10);
    expect(link.sent).toEqual([]);
  });
});

describe('channels', () => {
  const show = (...findings: Finding[]): void =>
    link.listener.state({ kind: 'ready', snapshot: snapshotOf({ revision: 2, findings }), failure: null }, []);

  it('are those of the first finding in the list, until the user has chosen one', () => {
    expect([store.ui.channels, store.ui.finding]).toEqual([[22], null]);
    show(finding('warning', 5, 29), finding('info', 9));
    expect(store.ui.channels).toEqual([29]);
    // A finding about all of them has none to show.
    show(finding('error', 9), { ...finding('warning', 5), channels: Uint32Array.of(7, 8) });
    expect(store.ui.channels).toEqual([7]);
    selectChannel(store, 3);
    show(finding('warning', 5, 29));
    expect(store.ui.channels).toEqual([3]);
    // Nor does another look at the same panel forget it.
    link.savedState = JSON.parse(JSON.stringify(link.savedState));
    expect(new Store(link, 'dark', () => undefined).ui).toMatchObject({ channels: [3], hasChosenChannels: true });
  });

  it('stay where they are while there is no finding, and where its channel is not there', () => {
    show(finding('warning', 5, 480));
    expect(store.ui.channels).toEqual([0]);
    show(finding('warning', 5, 29));
    show();
    expect(store.ui.channels).toEqual([29]);
  });

  it('go up and down the table as it is sorted', async () => {
    shownRows(store);
    const channels = Uint32Array.of(1, 2, 0, 3);
    await link.asked[0].answer({ ok: true, value: { channels, objection: null, axis: { from: -1, to: 1 } } });
    store.set({ channels: [1] });
    command('nextChannel');
    expect(store.ui.channels).toEqual([2]);
    command('nextChannel');
    expect(store.ui.channels).toEqual([0]);
    command('previousChannel');
    expect(store.ui.channels).toEqual([2]);
  });

  it('are added to the selection up to four, and taken out again, but never the last', () => {
    for (const channel of [1, 2, 3, 4]) selectChannel(store, channel, true);
    expect(store.ui.channels).toEqual([1, 2, 3, 4]);
    selectChannel(store, 2, true);
    expect(store.ui.channels).toEqual([1, 3, 4]);
    selectChannel(store, 7);
    selectChannel(store, 7, true);
    expect(store.ui.channels).toEqual([7]);
  });
});

describe('findings', () => {
  it('are listed errors first, then by weight', () => {
    const { findings } = snapshotOf({
      findings: [finding('info', 9), finding('warning', 2), finding('error', Infinity), finding('error', Infinity)],
    });
    expect(listedFindings(findings).map(({ index }) => index)).toEqual([2, 3, 1, 0]);
  });

  it('are gone through in that order, round and round, with their channel and pass', () => {
    const seen = Array.from({ length: 5 }, () => {
      command('nextFinding');
      return [store.ui.finding, store.ui.channels[0]];
    });
    expect(seen).toEqual([
      [2, 22],
      [3, 29],
      [1, 37],
      [0, 37],
      [2, 22],
    ]);
    expect(link.sent[0]).toEqual({ act: { kind: 'goTo', pass: 8 } });
  });

  it('that the filter leaves out are passed over', () => {
    store.set({ findingFilter: { text: '29, 37', hidden: ['info'] } });
    const seen = Array.from({ length: 3 }, () => {
      command('nextFinding');
      return store.ui.finding;
    });
    expect(seen).toEqual([3, 1, 3]);
  });

  it('stay selected while what follows from one is shown', () => {
    store.set({ finding: 1 });
    selectConsequence(store, { rule: 'drift', pass: 3, channels: Uint32Array.of(7, 9) });
    expect([store.ui.finding, store.ui.channels]).toEqual([1, [7]]);
    expect(link.sent).toEqual([{ act: { kind: 'goTo', pass: 3 } }]);
    selectConsequence(store, { rule: 'drift', pass: -1 });
    expect([store.ui.channels, link.sent.at(-1)]).toEqual([[7], { act: { kind: 'goTo', pass: null } }]);
  });
});

it('shows a page, from the cards of the conventions, too', () => {
  command('showConventions');
  expect([store.ui.page, store.ui.showsConventions]).toEqual(['debug', true]);
  command('showGradients');
  expect([store.ui.page, store.ui.showsConventions]).toEqual(['gradients', false]);
  command('showDebugger');
  expect(store.ui.page).toBe('debug');
});

it('clears both brushes', () => {
  store.set({ passZoom: [2, 5], channelBrush: [10, 20] });
  command('clearBrush');
  expect(store.ui).toMatchObject({ passZoom: null, channelBrush: null });
});
