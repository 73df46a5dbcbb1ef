import type { ReactiveControllerHost } from 'lit';
import { followDrag } from '../drag.js';
import { HostSize } from '../hostSize.js';
import { passAt, passAxis, passesBetween, type PassAxis } from './passAxis.js';
import { panPasses, wheelFactor, zoomPasses } from './passRange.js';

/** Half-open; null: all passes. */
type PassRange = readonly [number, number] | null;

/** What is to be known of the passes, and where a zoom is kept. */
interface PassesShown {
  readonly snapshot: { readonly passes: readonly unknown[] } | null;
  readonly ui: { readonly passZoom: PassRange };
  set(change: { readonly passZoom: PassRange; readonly hover?: null }): void;
}

/** What charts over the passes share: their axis, as wide as the chart, and the gestures that zoom it. */
export class PassZoom {
  /** Horizontal pixels of a brush that is being drawn on the axis. */
  brush: readonly [number, number] | null = null;
  private readonly size: HostSize;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement & { readonly store: PassesShown }) {
    this.size = new HostSize(host);
  }

  /** The chart's, in whole pixels; 0 until it is known. */
  get width(): number {
    return this.size.width;
  }

  get axis(): PassAxis {
    return passAxis(this.width, this.count, this.zoom);
  }

  /** A press on the axis: a drag chooses the passes to zoom to, a click is `clicked`. */
  startBrush(press: PointerEvent, clicked: () => void): void {
    followDrag(press, 'x', {
      moved: ({ fromX, toX }) => {
        const { left, right } = this.axis;
        const inside = (x: number): number => Math.min(right, Math.max(left, x));
        this.draw([inside(Math.min(fromX, toX)), inside(Math.max(fromX, toX))]);
      },
      ended: ({ fromX, toX }) => {
        this.draw(null);
        const passZoom = passesBetween(this.axis, fromX, toX);
        if (passZoom)
          this.host.store.set({ passZoom: passZoom[1] - passZoom[0] < this.count ? passZoom : null, hover: null });
      },
      cancelled: () => this.draw(null),
      clicked,
    });
  }

  /** Ctrl-wheel zooms around the mouse; a sideways wheel moves the zoomed range. */
  readonly wheel = (event: WheelEvent): void => {
    const { zoom } = this;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const focus = passAt(this.axis, this.pointOf(event).x) ?? this.axis.to - 1;
      this.zoomBy(event.deltaY < 0 ? wheelFactor : 1 / wheelFactor, focus);
    } else if (zoom && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.host.store.set({ passZoom: panPasses(zoom, this.count, Math.sign(event.deltaX)) });
    }
  };

  /** `+` and `−` zoom around `focus`, for those without a mouse. */
  byKey(key: string, focus: number): boolean {
    if (key !== '+' && key !== '=' && key !== '-') return false;
    this.zoomBy(key === '-' ? 1 / wheelFactor : wheelFactor, focus);
    return true;
  }

  readonly reset = (): void => this.host.store.set({ passZoom: null });

  /** Where the mouse is, in pixels of the chart. */
  pointOf(event: MouseEvent): { readonly x: number; readonly y: number } {
    const chart = event.currentTarget instanceof Element ? event.currentTarget : this.host;
    const { left, top } = chart.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private get count(): number {
    return this.host.store.snapshot?.passes.length ?? 0;
  }

  private get zoom(): PassRange {
    return this.host.store.ui.passZoom;
  }

  private zoomBy(factor: number, focus: number): void {
    this.host.store.set({ passZoom: zoomPasses(this.zoom, this.count, Math.max(0, focus), factor) });
  }

  private draw(brush: readonly [number, number] | null): void {
    this.brush = brush;
    this.host.requestUpdate();
  }
}
