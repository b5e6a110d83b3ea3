// What became of each job of a run: counts that filter, a list of all, the failed once more, and files to keep. The list's roles are
// written out, since rows of a table could not be left out.
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { download, toCsv, toJsonLines } from "../bulk/files.js";
import { ask } from "../bulk/preview.js";
import { progress } from "../bulk/progress.js";
import {
  AGAIN,
  KIND_NAMES,
  KINDS,
  type Kind,
  type OutcomeRow,
  type RunMeta,
  stoppedBy,
} from "../bulk/types.js";
import { KindSign } from "../parts/chip.js";
import { clock, count, jobs, moment } from "../parts/format.js";
import { narrow } from "../parts/media.js";
import { useRows } from "../parts/virtual.js";
import { again, isHere, type ShownRun, shownRun } from "../state/history.js";

const ROW_HEIGHT = 34;
const NARROW_ROW_HEIGHT = 54;

const only = signal<Kind | "all">("all");

export function Outcome() {
  const run = shownRun.value;
  if (!run) return null;
  const counted = tally(run.rows);
  // A kind that this run does not have would show nothing.
  const kind = only.value !== "all" && counted[only.value] > 0 ? only.value : "all";
  const rows = kind === "all" ? run.rows : run.rows.filter((row) => row.kind === kind);
  return (
    <section class="card outcome" aria-label="Outcome">
      <div class="card-head">
        <h2>Outcome</h2>
        <p class="soft">{told(run.meta, run.rows.length)}</p>
      </div>
      <fieldset class="filters">
        <legend class="unseen">Show outcomes by kind</legend>
        {(["all", ...KINDS.filter((name) => counted[name] > 0)] as const).map((name) => (
          <button
            type="button"
            key={name}
            class="filter"
            aria-pressed={name === kind}
            onClick={() => {
              only.value = name;
            }}
          >
            {name === "all" ? "all" : KIND_NAMES[name]}{" "}
            <b>{count(name === "all" ? run.rows.length : counted[name])}</b>
          </button>
        ))}
      </fieldset>
      <Actions run={run} counted={counted} />
      <List rows={rows} count={rows.length} />
    </section>
  );
}

function tally(rows: readonly OutcomeRow[]): Record<Kind, number> {
  const counted = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const { kind } of rows) counted[kind]++;
  return counted;
}

function told(meta: RunMeta, have: number): string {
  const when = `of ${jobs(meta.total)}, begun ${moment(meta.started)}`;
  switch (meta.state) {
    case "running":
      return `${when}: ${count(have)} known so far`;
    case "done":
      return `${when}, done ${clock(meta.ended ?? meta.written)}`;
    case "stopped":
      return `${when}, ${stoppedBy(meta.why)}`;
    default:
      return `${when}, interrupted ${clock(meta.written)}`;
  }
}

/** Says what will be tried, where that is more than what has failed. */
function tryAgain(number: number, counted: Record<Kind, number>): string {
  if (number === 0) return "Try the failed again";
  if (number === counted.failed) return `Try the failed again (${count(number)})`;
  const kinds = KINDS.filter((kind) => AGAIN.has(kind) && counted[kind] > 0);
  return `Try again: ${kinds.map((kind) => `${count(counted[kind])} ${KIND_NAMES[kind]}`).join(", ")}`;
}

function Actions({ run, counted }: { run: ShownRun; counted: Record<Kind, number> }) {
  const busy = progress.value?.meta.state === "running";
  const failed = again(run);
  const name = `pulse-outcome-${new Date(run.meta.started).toISOString().slice(0, 19).replaceAll(":", "-")}`;
  return (
    <div class="buttons">
      <button
        type="button"
        aria-disabled={failed.length === 0 || busy}
        onClick={() => {
          if (failed.length > 0 && !busy && isHere(run.meta)) ask(failed);
        }}
      >
        {tryAgain(failed.length, counted)}
      </button>
      <button
        type="button"
        onClick={() => download(`${name}.jsonl`, "application/x-ndjson", toJsonLines(run.rows))}
      >
        Download JSON lines
      </button>
      <button type="button" onClick={() => download(`${name}.csv`, "text/csv", toCsv(run.rows))}>
        Download CSV
      </button>
    </div>
  );
}

/** The rows grow in place, so their number is what tells that there are more. */
function List({ rows, count: length }: { rows: readonly OutcomeRow[]; count: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = narrow.value ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const virtual = useRows(scroller, length, height);
  return (
    <div
      class="outcomes"
      ref={scroller}
      role="table"
      aria-label="Outcome of each job"
      aria-rowcount={length}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div role="rowgroup" class="rows" style={virtual.box}>
        {virtual.items.map(({ index }) => {
          const row = rows[index];
          return row && <Row key={`${index} ${row.id}`} row={row} index={index} />;
        })}
      </div>
    </div>
  );
}

function Row({ row, index }: { row: OutcomeRow; index: number }) {
  const { id, kind, words, said } = row;
  return (
    <div role="row" class="row" aria-rowindex={index + 1} data-job={id} data-outcome={kind}>
      <span role="cell" class="id">
        <code title={id}>{id}</code>
      </span>
      <span role="cell" class="words" title={said ? `${words} (${said})` : words}>
        <KindSign kind={kind} /> {words}
        {said && <span class="soft"> · {said}</span>}
      </span>
    </div>
  );
}
