// The list itself: a grid of which only the rows in sight exist, for mouse, keyboard and screen reader. Its roles are written out,
// since rows of a table could not be left out; the grid has the focus and names the row (biome.json allows both here).
import { useRef } from "preact/hooks";
import { askSelected } from "../bulk/preview.js";
import { running } from "../bulk/progress.js";
import { StateChip } from "../parts/chip.js";
import { span } from "../parts/format.js";
import { narrow } from "../parts/media.js";
import { type Rows, useRows } from "../parts/virtual.js";
import { link, loaded } from "../state/connection.js";
import type { Job } from "../state/jobs.js";
import {
  active,
  clear,
  endRange,
  extendTo,
  isSelected,
  move,
  selected,
  selectShown,
  toggle,
} from "../state/selection.js";
import { oldestFirst, shown } from "../state/view.js";
import { now } from "../watch/samples.js";

const ROW_HEIGHT = 38;
const NARROW_ROW_HEIGHT = 58;
const HEAD_HEIGHT = 34;

export function Grid() {
  const scroller = useRef<HTMLDivElement>(null);
  const jobs = shown.value;
  // Read for its changes: whenever it changes, so does some row.
  selected.value;
  const height = narrow.value ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const rows = useRows(scroller, jobs.length, height, HEAD_HEIGHT);
  const current = jobs.findIndex(({ id }) => id === active.value);
  const inSight = rows.items.some(({ index }) => index === current);
  return (
    <div
      class="grid"
      ref={scroller}
      role="grid"
      aria-label="Jobs"
      aria-rowcount={jobs.length}
      aria-multiselectable="true"
      aria-busy={!loaded.value}
      aria-activedescendant={inSight ? `job-${current}` : undefined}
      data-stale={link.value === "lost"}
      tabIndex={0}
      onKeyDown={(event) => pressed(event, rows)}
    >
      <Header />
      <div role="rowgroup" class="rows" style={rows.box}>
        {rows.items.map(({ index }) => {
          const job = jobs[index];
          return job && row(job, index, index === current);
        })}
      </div>
    </div>
  );
}

function Header() {
  const oldest = oldestFirst.value;
  return (
    <div role="rowgroup" class="grid-head">
      <div role="row" class="row">
        <span role="columnheader">
          <span class="unseen">Selected</span>
        </span>
        <span role="columnheader">State</span>
        <span role="columnheader">Job</span>
        <span role="columnheader" class="wide-only">
          Document
        </span>
        <span role="columnheader" class="wide-only">
          Owner
        </span>
        <span role="columnheader" aria-sort={oldest ? "descending" : "ascending"}>
          <button
            type="button"
            class="sort"
            onClick={() => {
              oldestFirst.value = !oldest;
            }}
          >
            Age <span aria-hidden="true">{oldest ? "↓" : "↑"}</span>
          </button>
        </span>
      </div>
    </div>
  );
}

/** A row from what is shown of its job just now: it is drawn again only where some of that has changed. */
function row(job: Job, index: number, current: boolean) {
  const { id } = job;
  return <Row key={id} {...job} index={index} current={current} chosen={isSelected(id)} />;
}

interface RowProps extends Job {
  index: number;
  current: boolean;
  chosen: boolean;
}

function Row(props: RowProps) {
  const { id, status, asked, problem, name, owner, created, index, current, chosen } = props;
  const pick = (event: MouseEvent) => (event.shiftKey ? extendTo(id) : toggle(id));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keyboard, for all its rows
    <div
      role="row"
      id={`job-${index}`}
      class="row"
      aria-rowindex={index + 1}
      aria-selected={chosen}
      data-job={id}
      data-current={current}
      onClick={pick}
      onMouseDown={(event) => {
        // Else the browser would mark text between the two clicks.
        if (event.shiftKey) event.preventDefault();
        // The keyboard is the grid's, wherever in a row the click is.
        if (event.target instanceof HTMLInputElement) {
          event.preventDefault();
          event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
        }
      }}
    >
      <span role="gridcell">
        <input type="checkbox" tabIndex={-1} aria-label={`Select job ${id}`} checked={chosen} />
      </span>
      <span role="gridcell">
        <StateChip status={status} asked={asked} problem={problem} />
      </span>
      <span role="gridcell" class="id">
        <code title={id}>{id}</code>
        {problem && <span class="problem">{problem}</span>}
      </span>
      <span role="gridcell" class="name" title={name}>
        {name || "–"}
      </span>
      <span role="gridcell" class="wide-only">
        {owner === undefined ? "–" : `key ${owner + 1}`}
      </span>
      <span role="gridcell" class="age">
        <Age created={created} />
      </span>
    </div>
  );
}

/** By itself, so that a second that passes draws nothing else. */
function Age({ created }: { created: number }) {
  return <>{Number.isNaN(created) ? "–" : span(now.value - created)}</>;
}

function pressed(event: KeyboardEvent, rows: Rows): void {
  if (event.target !== event.currentTarget) return;
  const grid = event.currentTarget as HTMLElement;
  const page = Math.max(1, Math.floor(grid.clientHeight / ROW_HEIGHT) - 2);
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[event.key];
  if (step !== undefined) {
    const from = active.value;
    rows.scrollTo(move(step));
    if (!event.shiftKey) endRange();
    else if (active.value) extendTo(active.value, from);
  } else if (event.key === " ") {
    // The first row, where none is the current one yet.
    if (!active.value) rows.scrollTo(move(1));
    if (active.value) toggle(active.value);
  } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
    selectShown(true);
  } else if (event.key === "Escape") {
    clear();
  } else if (event.key === "Delete" && !running()) {
    askSelected();
  } else return;
  event.preventDefault();
}
