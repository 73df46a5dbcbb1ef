import { expect, test } from 'vitest';
import { RulesHistory } from '../../../../src/vscode/host/rulesHistory.js';

test('what is chosen is undone and done again, and what was undone is gone after another choice', () => {
  const history = new RulesHistory();
  expect([history.can('undo'), history.can('redo')]).toEqual([false, false]);
  history.note(undefined);
  history.note({ eps: 1 });
  expect(history.next('undo')).toEqual({ eps: 1 });
  history.turn('undo', { eps: 2 });
  expect(history.next('undo')).toBeUndefined();
  history.turn('undo', { eps: 1 });
  expect([history.can('undo'), history.can('redo')]).toEqual([false, true]);
  expect(history.next('redo')).toEqual({ eps: 1 });
  history.turn('redo', undefined);
  history.note({ eps: 1 });
  expect([history.can('undo'), history.can('redo')]).toEqual([true, false]);
});
