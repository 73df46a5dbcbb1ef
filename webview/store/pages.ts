/** What stands under the header: the debugger, and the pages beside it. */
export const pages = [
  { id: 'debug', name: 'Debug', hint: 'Passes, running averages, channels' },
  { id: 'gap', name: 'Gap', hint: 'Why train and eval differ: the gap split into its causes' },
  { id: 'compare', name: 'Compare', hint: 'The same program under two or more conventions' },
  { id: 'check', name: 'Check', hint: 'What was expected against what was found, and which rule explains it' },
  { id: 'repair', name: 'Repair', hint: 'Statistics recomputed from the batches, folded, exported' },
  {
    id: 'gradients',
    name: 'Gradients',
    hint: 'The backward pass, with and without the gradient through the statistics',
  },
  { id: 'experiments', name: 'Experiments', hint: 'What BatchNorm is said to do, tried on this batch' },
] as const;

export type Page = (typeof pages)[number]['id'];

export function isPage(value: unknown): value is Page {
  return pages.some(({ id }) => id === value);
}

/** The page that an arrow key leads to; undefined for a key that is not one of a tab list's. */
export function movedPage(page: Page, key: string): Page | undefined {
  const at = pages.findIndex(({ id }) => id === page);
  const to: Readonly<Partial<Record<string, number>>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: pages.length - 1,
  };
  const wanted = to[key];
  return wanted === undefined ? undefined : pages[(wanted + pages.length) % pages.length].id;
}
