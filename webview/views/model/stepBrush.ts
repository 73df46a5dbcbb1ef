import type { ReactiveControllerHost } from 'lit';
import { followDrag, type DragSpan } from '../../charts/drag.js';
import { columnsBetween, type StepAxis } from './stepAxis.js';

/** Half-open range of columns; null: all of them. */
export type StepZoom = readonly [number, number] | null;

/** A drag along the axis of steps, on whatever is drawn over it, chooses the steps that are shown. */
export class StepBrush {
  /** What is being chosen, in pixels of the axis. */
  pixels: readonly [number, number] | null = null;
  private isEnded = false;

  constructor(private readonly host: ReactiveControllerHost) {}

  start(press: PointerEvent, axis: StepAxis, columns: number, zoom: (to: StepZoom) => void): void {
    this.isEnded = false;
    const inside = (x: number): number => Math.min(axis.width, Math.max(0, x));
    const ends = ({ fromX, toX }: DragSpan) => [inside(Math.min(fromX, toX)), inside(Math.max(fromX, toX))] as const;
    followDrag(press, 'x', {
      moved: (span) => this.draw(ends(span)),
      ended: (span) => {
        this.draw(null);
        this.isEnded = true;
        const [from, to] = columnsBetween(axis, ...ends(span));
        if (to - from > 1) zoom(to - from < columns ? [from, to] : null);
      },
      cancelled: () => this.draw(null),
      clicked: () => undefined,
    });
  }

  /** Whether a click is only the end of a drag. */
  takesClick(): boolean {
    const { isEnded } = this;
    this.isEnded = false;
    return isEnded;
  }

  private draw(pixels: StepBrush['pixels']): void {
    this.pixels = pixels;
    this.host.requestUpdate();
  }
}
