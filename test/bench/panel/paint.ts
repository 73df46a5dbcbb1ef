import type { Frame } from 'playwright-core';

/**
 * Time, in ms, from an event of the user's to the frame that shows the last of what follows from it; or, where the
 * answer is that something is no longer there, to the first frame without it.
 * @param gone a CSS selector
 */
export async function timeToPaint(
  frame: Frame,
  event: 'click' | 'input',
  action: () => Promise<void>,
  gone: string | null = null,
): Promise<number> {
  await frame.evaluate(watch, { event, gone });
  await action();
  return frame.evaluate(() => (window as unknown as { whenPainted: () => Promise<number> }).whenPainted());
}

/** Runs in the panel's page. What follows from the event shows as messages that arrive, and as changes of the DOM. */
function watch({ event, gone }: { readonly event: string; readonly gone: string | null }): void {
  /** Longer than any answer takes once the others are there. */
  const quiet = 500;
  const patience = 30_000;
  let started = NaN;
  let painted = NaN;
  let answered = NaN;
  let isDirty = false;
  addEventListener(event, ({ timeStamp }) => (started = timeStamp), { capture: true, once: true });
  const onMessage = ({ data }: MessageEvent) => {
    // Whether something is under way is no part of a result.
    isDirty ||= (data as { method?: string } | null)?.method !== 'progress';
  };
  addEventListener('message', onMessage);
  const mutations = new MutationObserver((changes) => {
    // Nobody sees the tables of those who listen: they follow when all is painted.
    const isSeen = ({ target }: MutationRecord) =>
      (target instanceof Element ? target : target.parentElement)?.closest('bn-hidden-table') == null;
    isDirty ||= changes.some(isSeen);
  });
  mutations.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });

  const done = new Promise<number>((resolve, reject) => {
    const armed = performance.now();
    // A message that is sent in a frame arrives when that frame has been drawn.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const now = performance.now();
      if (isDirty && !Number.isNaN(started)) {
        painted = now;
        const isAnswer = gone === null || document.querySelector(gone) === null;
        if (gone === null || (isAnswer && Number.isNaN(answered))) answered = now;
      }
      isDirty = false;
      const isOver = now - painted > quiet && !Number.isNaN(answered);
      if (!isOver && now - armed < patience) {
        requestAnimationFrame(() => port2.postMessage(null));
        return;
      }
      removeEventListener('message', onMessage);
      mutations.disconnect();
      if (isOver) resolve(answered - started);
      else reject(new Error(`no ${event}, or no end of what follows from it`));
    };
    requestAnimationFrame(() => port2.postMessage(null));
  });
  // Whoever asks for the result hears of it.
  done.catch(() => undefined);
  Object.assign(window, { whenPainted: () => done });
}
