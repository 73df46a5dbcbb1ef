import type { BenchPanel } from './benchPanel.js';

/** Notches of a mouse wheel, and what one scrolls by, in CSS pixels. */
const notches = 120;
const notch = 100;

/** Times between frames, in ms, while a user scrolls the channels with the wheel. */
export async function frameTimes({ table, frame, workbench }: BenchPanel): Promise<readonly number[]> {
  await table.hover();
  await frame.evaluate(() => {
    const times: number[] = [];
    let last = NaN;
    let isOver = false;
    requestAnimationFrame(function next(now) {
      if (!Number.isNaN(last)) times.push(now - last);
      last = now;
      if (!isOver) requestAnimationFrame(next);
    });
    Object.assign(window, {
      endFrames: () => {
        isOver = true;
        return times;
      },
    });
  });
  for (let i = 0; i < notches; i++) {
    await workbench.page.mouse.wheel(0, notch);
    await workbench.page.waitForTimeout(16);
  }
  return frame.evaluate(() => (window as unknown as { endFrames: () => number[] }).endFrames());
}
