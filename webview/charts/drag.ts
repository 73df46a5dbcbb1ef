/** A drag in pixels of the element that it started on. */
export interface DragSpan {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

export interface DragHandlers {
  /** The mouse has moved far enough to be a drag, and again at every move. */
  moved(span: DragSpan): void;
  /** The button was released after a drag. */
  ended(span: DragSpan): void;
  /** The drag was taken away: Escape, or a touch that became a scroll. */
  cancelled(): void;
  /** The button was released without a drag. */
  clicked(event: PointerEvent): void;
}

/** A shaky click is not a drag. */
const leastDistance = 4;

/** Follows the pointer from a press to its release: a click, or a drag along one or both axes. */
export function followDrag(press: PointerEvent, along: 'x' | 'y', handlers: DragHandlers): void {
  const target = press.currentTarget;
  if (!(target instanceof Element) || press.button !== 0) return;
  const listeners = new AbortController();
  const options = { signal: listeners.signal };
  const document = target.ownerDocument;
  let isDrag = false;
  const spanTo = (event: PointerEvent): DragSpan => {
    const { left, top } = target.getBoundingClientRect();
    return {
      fromX: press.clientX - left,
      fromY: press.clientY - top,
      toX: event.clientX - left,
      toY: event.clientY - top,
    };
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== press.pointerId) return;
    const distance = along === 'x' ? event.clientX - press.clientX : event.clientY - press.clientY;
    isDrag ||= Math.abs(distance) >= leastDistance;
    if (isDrag) handlers.moved(spanTo(event));
  };
  const up = (event: PointerEvent): void => {
    if (event.pointerId !== press.pointerId) return;
    listeners.abort();
    if (isDrag) handlers.ended(spanTo(event));
    else handlers.clicked(event);
  };
  const cancel = (): void => {
    listeners.abort();
    handlers.cancelled();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  };
  document.addEventListener('pointermove', move, options);
  document.addEventListener('pointerup', up, options);
  document.addEventListener('pointercancel', cancel, options);
  document.addEventListener('keydown', key, { ...options, capture: true });
}
