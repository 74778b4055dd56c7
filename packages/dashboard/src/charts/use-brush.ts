import { type PointerEvent, useState } from "react";

/** Less than this was meant as a click. */
const MIN_PIXELS = 6;

/** A stretch in pixels from the left edge. */
interface Brushed {
  readonly start: number;
  readonly end: number;
}

interface BrushHandlers {
  readonly onPointerDown: (event: PointerEvent<Element>) => void;
  readonly onPointerMove: (event: PointerEvent<Element>) => void;
  readonly onPointerUp: (event: PointerEvent<Element>) => void;
  readonly onPointerCancel: () => void;
}

/** What a person drags over, and clicks on. */
export interface Brush {
  /** To be drawn while one drags. */
  readonly shade: { readonly left: number; readonly width: number } | undefined;
  readonly handlers: BrushHandlers;
}

/**
 * Tells a drag from a click.
 *
 * @param inset how far from the element's left edge the plot begins, in pixels
 */
export function useBrush({
  inset,
  onStretch,
  onPress,
}: {
  readonly inset: number;
  /** From and to, in pixels from the left edge of the plot. */
  readonly onStretch: ((from: number, to: number) => void) | undefined;
  /** Told where, since what was last drawn may not follow the pointer yet. */
  readonly onPress: ((event: PointerEvent<Element>) => void) | undefined;
}): Brush {
  const [brushed, setBrushed] = useState<Brushed>();
  const placeOf = ({ clientX, currentTarget }: PointerEvent<Element>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(width, Math.max(inset, clientX - left)) - inset;
  };
  const [left = 0, right = 0] = brushed ? [brushed.start, brushed.end].toSorted((a, b) => a - b) : [];
  const isStretch = right - left >= MIN_PIXELS;
  return {
    shade: isStretch && onStretch !== undefined ? { left, width: right - left } : undefined,
    handlers: {
      onPointerDown: (event) => {
        // A finger scrolls the page; what it points at is told, not chosen.
        if (event.button !== 0 || event.pointerType === "touch") return;
        const place = placeOf(event);
        setBrushed({ start: place, end: place });
      },
      onPointerMove: (event) => {
        if (brushed === undefined) return;
        const end = placeOf(event);
        if (Math.abs(end - brushed.start) >= MIN_PIXELS)
          event.currentTarget.setPointerCapture(event.pointerId);
        setBrushed({ start: brushed.start, end });
      },
      onPointerUp: (event) => {
        if (brushed === undefined) return;
        const [from = 0, to = 0] = [brushed.start, placeOf(event)].toSorted((a, b) => a - b);
        setBrushed(undefined);
        if (to - from < MIN_PIXELS) onPress?.(event);
        else onStretch?.(from, to);
      },
      onPointerCancel: () => setBrushed(undefined),
    },
  };
}
