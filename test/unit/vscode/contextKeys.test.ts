import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { contextKeeper } from '../../../src/vscode/contextKeys.js';
import { Emitter } from '../../../src/vscode/emitter.js';
import type { LiveSession } from '../../../src/vscode/host/liveSession.js';
import type { SessionPanel } from '../../../src/vscode/host/sessionFace.js';

// What the keys ask of a session.
const session = {
  snapshot: null,
  progress: null,
  state: { kind: 'loading' },
  can: () => false,
} as unknown as LiveSession;
const panel = (hasInputFocus: boolean): SessionPanel => ({
  isActive: true,
  hasInputFocus,
  onDidChangeInputFocus: new Emitter<boolean>().event,
  isAway: false,
  reveal: vi.fn(),
  stayActive: vi.fn(),
  command: vi.fn(),
  show: vi.fn(),
});

function keysOf(...faces: Parameters<ReturnType<typeof contextKeeper>>[0][]): ReadonlyMap<string, boolean> {
  const keys = new Map<string, boolean>();
  const keep = contextKeeper((key, value) => keys.set(key, value));
  for (const face of faces) keep(face);
  return keys;
}

test('keys cross over to the window when they change', () => {
  const set = vi.fn();
  const keep = contextKeeper(set);
  keep(undefined);
  expect(set).toHaveBeenCalledWith('batchnorm.hasSession', false);
  set.mockClear();
  keep(undefined);
  expect(set).not.toHaveBeenCalled();
  keep({ session });
  expect(set.mock.calls).toEqual([['batchnorm.hasSession', true]]);
});

test('letters are keys where a panel is active, and nobody types into it', () => {
  const takesKeys = (...faces: Parameters<typeof keysOf>) => keysOf(...faces).get('batchnorm.takesKeys');
  expect(takesKeys({ session, panel: panel(false) })).toBe(true);
  expect(takesKeys({ session, panel: panel(true) })).toBe(false);
  expect(takesKeys({ session, panel: panel(false) }, { session })).toBe(false);
  expect(takesKeys({ session, panel: panel(false) }, undefined)).toBe(false);
});

test('every key that package.json asks for is kept, and every one that is kept is asked for', () => {
  const clauses = readFileSync('package.json', 'utf8').match(/"(when|enablement)": ".*"/g) ?? [];
  const asked = clauses.flatMap((clause) => clause.match(/\bbatchnorm\.\w+/g) ?? []);
  expect(new Set(asked)).toEqual(new Set(keysOf(undefined).keys()));
});
