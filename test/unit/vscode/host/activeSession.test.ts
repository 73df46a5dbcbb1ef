import { beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../../src/vscode/emitter.js';
import { ActiveSession } from '../../../../src/vscode/host/activeSession.js';
import type { LiveSession } from '../../../../src/vscode/host/liveSession.js';
import type { SessionFace, SessionPanel } from '../../../../src/vscode/host/sessionFace.js';
import type { PanelState, Progress } from '../../../../src/protocol/index.js';

function fakeSession() {
  const [changes, progress] = [new Emitter<PanelState>(), new Emitter<Progress | null>()];
  const session = { snapshot: null, progress: null, state: { kind: 'loading' } } as const;
  // What faces look at of a session.
  const live = { ...session, onDidChange: changes.event, onDidProgress: progress.event } as unknown as LiveSession;
  return { live, changes, progress };
}

const activations = new Emitter<SessionFace | undefined>();
const hear = vi.fn();
let active: ActiveSession;
beforeEach(() => {
  hear.mockClear();
  active = new ActiveSession({
    active: undefined,
    recent: undefined,
    on: () => undefined,
    onDidChangeActive: activations.event,
  });
  active.onDidChange(hear);
  return () => active.dispose();
});

test('news of the active session is told, whether a panel shows it or none', () => {
  const { live, changes, progress } = fakeSession();
  const face = { session: live };
  activations.fire(face);
  changes.fire({ kind: 'loading' });
  progress.fire(null);
  expect(hear.mock.calls).toEqual([[face], [face], [face]]);
});

test('so is the focus of its panel', () => {
  const focus = new Emitter<boolean>();
  const panel: SessionPanel = {
    isActive: true,
    hasInputFocus: true,
    onDidChangeInputFocus: focus.event,
    isAway: false,
    stayActive: vi.fn(),
    reveal: vi.fn(),
    command: vi.fn(),
    show: vi.fn(),
  };
  activations.fire({ session: fakeSession().live, panel });
  focus.fire(true);
  expect(hear).toHaveBeenCalledTimes(2);
});

test('of a session that is active no more, nothing is', () => {
  const { live, changes } = fakeSession();
  activations.fire({ session: live });
  activations.fire(undefined);
  changes.fire({ kind: 'loading' });
  expect(hear.mock.calls.at(-1)).toEqual([undefined]);
  expect(hear).toHaveBeenCalledTimes(2);
});
