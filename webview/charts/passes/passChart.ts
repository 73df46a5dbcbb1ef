import { state } from 'lit/decorators.js';
import { PanelView } from '../../store/panelView.js';
import { followDrag } from '../drag.js';
import { HostSize } from '../hostSize.js';
import { passAt, passAxis, passesBetween, type PassAxis } from './passAxis.js';
import { panPasses, wheelFactor, zoomPasses } from './passRange.js';

/** What running averages and overview share: the passes axis, and the gestures that zoom it. */
export abstract class PassChart extends PanelView {
  protected readonly size = new HostSize(this);
  /** Horizontal pixels of a brush that is being drawn on the axis. */
  @state() protected passBrush: readonly [number, number] | null = null;

  protected get axis(): PassAxis {
    return passAxis(this.size.width, this.passCount, this.store.ui.passZoom);
  }

  protected get passCount(): number {
    return this.store.snapshot?.passes.length ?? 0;
  }

  /** A press on the axis: a drag chooses the passes to zoom to, a click is `clicked`. */
  protected brushPasses(press: PointerEvent, clicked: () => void): void {
    followDrag(press, 'x', {
      moved: ({ fromX, toX }) => {
        const { left, right } = this.axis;
        const inside = (x: number): number => Math.min(right, Math.max(left, x));
        this.passBrush = [inside(Math.min(fromX, toX)), inside(Math.max(fromX, toX))];
      },
      ended: ({ fromX, toX }) => {
        this.passBrush = null;
        const passZoom = passesBetween(this.axis, fromX, toX);
        if (passZoom)
          this.store.set({ passZoom: passZoom[1] - passZoom[0] < this.passCount ? passZoom : null, hover: null });
      },
      cancelled: () => {
        this.passBrush = null;
      },
      clicked,
    });
  }

  /** Ctrl-wheel zooms around the mouse; a sideways wheel moves the zoomed range. */
  protected readonly wheel = (event: WheelEvent): void => {
    const { passZoom } = this.store.ui;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const focus = passAt(this.axis, this.pointOf(event).x) ?? this.axis.to - 1;
      const factor = event.deltaY < 0 ? wheelFactor : 1 / wheelFactor;
      this.store.set({ passZoom: zoomPasses(passZoom, this.passCount, Math.max(0, focus), factor) });
    } else if (passZoom && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.store.set({ passZoom: panPasses(passZoom, this.passCount, Math.sign(event.deltaX)) });
    }
  };

  /** `+` and `−` zoom around `focus`, for those without a mouse. */
  protected zoomByKey(key: string, focus: number): boolean {
    if (key !== '+' && key !== '=' && key !== '-') return false;
    const factor = key === '-' ? 1 / wheelFactor : wheelFactor;
    this.store.set({ passZoom: zoomPasses(this.store.ui.passZoom, this.passCount, Math.max(0, focus), factor) });
    return true;
  }

  protected readonly resetZoom = (): void => {
    this.store.set({ passZoom: null });
  };

  /** Where the mouse is, in pixels of the chart. */
  protected pointOf(event: MouseEvent): { readonly x: number; readonly y: number } {
    const chart = event.currentTarget instanceof Element ? event.currentTarget : this;
    const { left, top } = chart.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
