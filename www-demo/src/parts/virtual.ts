// Rows of one height, of which only those in sight are made: ten thousand would be a hundred thousand elements.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";

export interface Rows {
  /** Those in sight, and some around. */
  items: readonly VirtualItem[];
  /** The style of what holds them: as high as all, with the place of those that are left out above. */
  box: { height: string; paddingTop: string };
  scrollTo(index: number): void;
}

/**
 * @param scroller the element that scrolls
 * @param headHeight the height of what sticks to its top
 */
export function useRows(
  scroller: { current: HTMLElement | null },
  count: number,
  rowHeight: number,
  headHeight = 0,
): Rows {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const held = useRef<Virtualizer<HTMLElement, HTMLElement>>(undefined);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    scrollPaddingEnd: headHeight,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  };
  held.current ??= new Virtualizer(options);
  const rows = held.current;
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());
  // All rows have one height, so it changes for all of them or for none.
  useLayoutEffect(() => rows.measure(), [rows, rowHeight]);
  const items = rows.getVirtualItems();
  return {
    items,
    box: { height: `${rows.getTotalSize()}px`, paddingTop: `${items[0]?.start ?? 0}px` },
    scrollTo: (index) => rows.scrollToIndex(index),
  };
}
