import { describe, expect, it } from 'vitest';
import type { PassSummary, Step } from '../../../../src/session/index.js';
import { areSame, NamedFilesReader } from '../../../../src/vscode/host/namedFiles.js';

const steps = (...names: readonly string[]): readonly Step[] => names.map((name) => ({ train: name }));
const passes = (...names: readonly string[]): readonly PassSummary[] =>
  names.map((name) => ({ mode: 'train', batch: name, uri: `file:///${name}`, status: 'planned', worst: null }));

describe('the files that a session depends on', () => {
  it('are those of its passes, its steps and its state', () => {
    const named = new NamedFilesReader().read({
      program: { state: { gamma: 'gamma.npy' }, steps: steps('a.npy', 'b.npy', 'a.npy') },
      passes: passes('a.npy', 'b.npy', 'a.npy'),
    });
    expect([...named.paths]).toEqual(['gamma.npy', 'a.npy', 'b.npy']);
    expect([...named.batches]).toEqual(['file:///a.npy', 'file:///b.npy']);
  });

  it('are the same objects where passes have run, or another names nothing new', () => {
    const reader = new NamedFilesReader();
    const before = passes('a.npy', 'b.npy');
    const first = reader.read({ program: { steps: steps('a.npy') }, passes: before });
    const ran = before.map((pass) => ({ ...pass, status: 'computed' as const }));
    const second = reader.read({ program: { steps: steps('a.npy') }, passes: [...ran, ran[0]] });
    expect(second.batches).toBe(first.batches);
    expect(areSame(first, second)).toBe(true);
  });

  it('are one more with a pass on another, and as many again when that is gone', () => {
    const reader = new NamedFilesReader();
    const read = (...names: readonly string[]) =>
      reader.read({ program: { steps: steps(...names) }, passes: passes(...names) });
    const first = read('a.npy');
    const second = read('a.npy', 'b.npy');
    expect(areSame(first, second)).toBe(false);
    expect([...second.paths]).toEqual(['a.npy', 'b.npy']);
    const third = read('b.npy');
    expect([[...third.paths], [...third.batches]]).toEqual([['b.npy'], ['file:///b.npy']]);
    expect(areSame(first, read('a.npy'))).toBe(true);
  });
});
