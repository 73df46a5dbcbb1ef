/** By what is worked at, the end of what was begun last. */
export type Queues = Map<string, Promise<unknown>>;

/** What is done to one thing, one after the other. */
export function inOrder<Result>(queues: Queues, id: string, work: () => Promise<Result>): Promise<Result> {
  const result = (queues.get(id) ?? Promise.resolve()).then(work);
  queues.set(
    id,
    result.catch(() => undefined),
  );
  return result;
}
