// The panel of the jobs: filters by state, search, selection, and the one action.
import { askSelected } from "../bulk/preview.js";
import { progress } from "../bulk/progress.js";
import { signOf } from "../parts/chip.js";
import { count } from "../parts/format.js";
import { loaded, settings } from "../state/connection.js";
import { size, version } from "../state/jobs.js";
import { clear, coverage, selected, selectShown } from "../state/selection.js";
import { STATES } from "../state/states.js";
import { counts, filter, search, shown } from "../state/view.js";
import { Grid } from "./grid.js";

export function Jobs() {
  return (
    <section class="card jobs" aria-labelledby="jobs-title">
      <div class="card-head">
        <h2 id="jobs-title">Jobs</h2>
        <Search />
        <Cancel />
      </div>
      <Filters />
      <Selection />
      <Grid />
      <Empty />
    </section>
  );
}

function Search() {
  return (
    <input
      type="search"
      class="search"
      aria-label="Search by id or name"
      placeholder="Search by id or name"
      spellcheck={false}
      value={search.value}
      onInput={(event) => {
        search.value = event.currentTarget.value;
      }}
    />
  );
}

function Cancel() {
  const { total } = selected.value;
  const busy = progress.value?.meta.state === "running";
  const off = total === 0 || busy;
  return (
    <>
      <button
        type="button"
        class="danger"
        aria-disabled={off}
        aria-describedby={busy ? "one-at-a-time" : undefined}
        onClick={() => {
          if (!off) askSelected();
        }}
      >
        {total > 0 ? `Cancel selected (${count(total)})` : "Cancel selected"}
      </button>
      {busy && (
        <span class="unseen" id="one-at-a-time">
          A run is under way
        </span>
      )}
    </>
  );
}

function Filters() {
  const counted = counts.value;
  version.value;
  const others = [...counted.keys()].filter((state) => !STATES.includes(state));
  const states = ["all", ...STATES, ...others];
  return (
    <fieldset class="filters">
      <legend class="unseen">Show jobs by state</legend>
      {states.map((state) => {
        const number = state === "all" ? size() : (counted.get(state) ?? 0);
        return (
          <button
            type="button"
            key={state}
            class="filter"
            data-kind={state}
            aria-pressed={filter.value === state}
            onClick={() => {
              filter.value = state;
            }}
          >
            <span aria-hidden="true">{signOf(state)}</span> {state} <b>{count(number)}</b>
          </button>
        );
      })}
    </fieldset>
  );
}

function Selection() {
  const { total, open } = selected.value;
  const covered = coverage.value;
  return (
    <div class="selection">
      <label>
        <input
          type="checkbox"
          checked={covered === "all"}
          disabled={shown.value.length === 0}
          ref={(box) => {
            if (box) box.indeterminate = covered === "some";
          }}
          onChange={(event) => selectShown(event.currentTarget.checked)}
        />
        Select all that the filter shows
      </label>
      <span class="soft">({count(shown.value.length)})</span>
      {total > 0 && (
        <span class="chosen">
          {count(total)} selected,{" "}
          {open === total ? "none has ended yet" : `${count(total - open)} of them ended`}
          <button type="button" class="quiet" onClick={clear}>
            Clear
          </button>
        </span>
      )}
    </div>
  );
}

function Empty() {
  if (shown.value.length > 0) return null;
  const text = () => {
    if (!loaded.value) return "Loading the jobs…";
    if (size() > 0) return "No jobs match.";
    return settings.value.mode === "emulator"
      ? "No jobs yet. Submit one, or ten."
      : "This server lists no jobs. Give their ids, and they are followed here.";
  };
  return <p class="empty">{text()}</p>;
}
