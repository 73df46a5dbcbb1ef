import type { Store } from '../../store/store.js';
import { gapOrder, isGapSort, type GapSort, type Split } from './gapModel.js';

const memos = new WeakMap<Split, { readonly sort: GapSort; readonly order: Uint32Array }>();

/** The session's answer for what the page shows; undefined while it is not known. */
export function shownGap(store: Store): ReturnType<typeof askGap> {
  return store.snapshot ? askGap(store) : undefined;
}

function askGap(store: Store) {
  return store.view('gap', { pass: store.snapshot?.shown ?? null, input: store.ui.gapInput });
}

export function sortOf({ ui }: Store): GapSort {
  return isGapSort(ui.gapSort) ? ui.gapSort : 'distance';
}

/** The channels in the order of the page's table; sorted once, since hovering renders every frame. */
export function orderOf(split: Split, sort: GapSort): Uint32Array {
  const memo = memos.get(split);
  if (memo?.sort === sort) return memo.order;
  const order = gapOrder(split, sort);
  memos.set(split, { sort, order });
  return order;
}

/** The same for the keys that move the selection; empty while it is not known. */
export function gapRows(store: Store): { readonly order: Uint32Array } {
  const gap = shownGap(store);
  return { order: gap?.kind === 'split' ? orderOf(gap, sortOf(store)) : new Uint32Array() };
}
