// A line or a stack over time, drawn by uPlot; what it shows is said in words beside it, and to screen readers.
import { useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { dark } from "./media.js";

export interface Line {
  label: string;
  /** The name of a colour of the style sheet. */
  colour: string;
  values: readonly (number | null)[];
  /** Its last value, in words. */
  now: string;
}

interface Props {
  title: string;
  at: readonly number[];
  lines: readonly Line[];
  /** Whether each lies upon the next. */
  stacked?: boolean;
  format: (value: number) => string;
}

const HEIGHT = 132;
/** What is shown at the beginning, most of it empty. */
const SHORTEST_IN_SECONDS = 60;
/** The least that is at the top of a chart, so that one with nothing in it has a scale. */
const LEAST = 0.01;

/** What the axis of time shows; where nothing was seen yet, or once, uPlot itself would show another day. */
function span(seen: ArrayLike<number>): [first: number, last: number] {
  const last = seen[seen.length - 1] ?? Date.now() / 1000;
  return [Math.min(seen[0] ?? last, last - SHORTEST_IN_SECONDS), last];
}

/** From the bottom up, so that the first one drawn is the sum of all. */
function stack(lines: readonly Line[]): (number | null)[][] {
  const sums: (number | null)[][] = [];
  for (const { values } of lines.toReversed()) {
    const below = sums[0];
    sums.unshift(
      values.map((value, index) => (value === null ? null : value + (below?.[index] ?? 0))),
    );
  }
  return sums;
}

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function Chart({ title, at, lines, stacked = false, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const data = [at, ...(stacked ? stack(lines) : lines.map(({ values }) => values))];
  const scheme = dark.value;

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const axis = {
      stroke: colour(scheme ? "--soft-dark" : "--soft-light"),
      grid: { stroke: colour(scheme ? "--line-dark" : "--line-light"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    const made = new uPlot(
      {
        width: Math.max(element.clientWidth, 100),
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { range: ({ data: [seen] }) => span(seen) },
          y: { range: (_, _low, high) => [0, Math.max(high * 1.1, LEAST)] },
        },
        series: [
          {},
          ...lines.map((line) => {
            const stroke = colour(`--${line.colour}-chart`);
            return {
              stroke,
              width: stacked ? 0 : 2,
              points: { show: false },
              ...(stacked ? { fill: stroke } : {}),
            };
          }),
        ],
        axes: [
          { ...axis, size: 24, space: 70, values: "{HH}:{mm}:{ss}" },
          { ...axis, size: 48, space: 28, values: (_, ticks) => ticks.map(format) },
        ],
      },
      data as uPlot.AlignedData,
      element,
    );
    plot.current = made;
    const sized = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    sized.observe(element);
    return () => {
      sized.disconnect();
      made.destroy();
    };
    // The lines' names and colours do not change while a chart lives.
  }, [scheme]);

  useLayoutEffect(() => plot.current?.setData(data as uPlot.AlignedData));

  const summary = lines.map(({ label, now }) => `${label} ${now}`).join(", ");
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul class="legend">
          {lines.map((line) => (
            <li key={line.label}>
              <span class="swatch" data-colour={line.colour} aria-hidden="true" />
              {line.label} <b>{line.now}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label={`${title}: ${summary}`} />
    </figure>
  );
}
