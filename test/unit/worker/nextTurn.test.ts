import { afterEach, expect, test, vi } from 'vitest';
import { nextTurn } from '../../../src/worker/nextTurn.js';

afterEach(() => vi.unstubAllGlobals());

test.each(['under Node', 'in a browser'])('messages are heard before the next turn, %s', async (where) => {
  if (where === 'in a browser') vi.stubGlobal('setImmediate', undefined);
  const { port1, port2 } = new MessageChannel();
  const heard = vi.fn();
  port1.onmessage = heard;
  port2.postMessage(null);
  await Promise.resolve();
  expect(heard).not.toHaveBeenCalled();
  // Another channel's message may come first.
  for (let turns = 0; turns < 10 && heard.mock.calls.length === 0; turns++) await nextTurn();
  expect(heard).toHaveBeenCalledOnce();
  port1.close();
});
