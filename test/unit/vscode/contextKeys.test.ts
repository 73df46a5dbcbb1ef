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

async function keysOf(
  ...faces: Parameters<ReturnType<typeof contextKeeper>>[0][]
): Promise<ReadonlyMap<string, boolean>> {
  const keys = new Map<string, boolean>();
  const keep = contextKeeper((key, value) => Promise.resolve(keys.set(key, value)));
  for (const face of faces) keep(face);
  await turn();
  return keys;
}

/** Until all that waits for what is there has run. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('keys cross over to the window when they change', async () => {
  const set = vi.fn(() => Promise.resolve());
  const keep = contextKeeper(set);
  keep(undefined);
  await turn();
  expect(set).toHaveBeenCalledWith('batchnorm.hasSession', false);
  set.mockClear();
  keep(undefined);
  await turn();
  expect(set).not.toHaveBeenCalled();
  keep({ session });
  await turn();
  expect(set.mock.calls).toEqual([['batchnorm.hasSession', true]]);
});

test('keys that change before the window has the first one reach it after that, in their order', async () => {
  const sent: [string, boolean][] = [];
  let haveFirst: (() => void) | undefined;
  const keep = contextKeeper((key, value) => {
    if (sent.push([key, value]) > 1) return Promise.resolve();
    return new Promise<void>((resolve) => (haveFirst = resolve));
  });
  keep(undefined);
  keep({ session });
  keep(undefined);
  await turn();
  expect(sent).toEqual([['batchnorm.hasSession', false]]);
  haveFirst?.();
  await turn();
  expect(sent.filter(([key]) => key === 'batchnorm.hasSession').map(([, value]) => value)).toEqual([
    false,
    true,
    false,
  ]);
});

test('letters are keys where a panel is active, and nobody types into it', async () => {
  const takesKeys = async (...faces: Parameters<typeof keysOf>) => (await keysOf(...faces)).get('batchnorm.takesKeys');
  expect(await takesKeys({ session, panel: panel(false) })).toBe(true);
  expect(await takesKeys({ session, panel: panel(true) })).toBe(false);
  expect(await takesKeys({ session, panel: panel(false) }, { session })).toBe(false);
  expect(await takesKeys({ session, panel: panel(false) }, undefined)).toBe(false);
});

test('every key that package.json asks for is kept, and every one that is kept is asked for', async () => {
  const clauses = readFileSync('package.json', 'utf8').match(/"(when|enablement)": ".*"/g) ?? [];
  const asked = clauses.flatMap((clause) => clause.match(/\bbatchnorm\.\w+/g) ?? []);
  expect(new Set(asked)).toEqual(new Set((await keysOf(undefined)).keys()));
});
