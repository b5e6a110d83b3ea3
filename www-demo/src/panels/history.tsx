// The runs that there were, newest first; one that a closed tab has interrupted is offered for resumption.
import { ask } from "../bulk/preview.js";
import { progress } from "../bulk/progress.js";
import { KIND_NAMES, KINDS, known, type RunMeta } from "../bulk/types.js";
import { count, jobs, moment } from "../parts/format.js";
import { forget, isHere, open, remaining, runs, shownRun } from "../state/history.js";
import { notify } from "../state/notices.js";

export function History() {
  const own = progress.value?.meta;
  // Unless another tab has taken it over.
  const isOwn = (run: RunMeta) => run.id === own?.id && run.holder === own.holder;
  const all = runs.value.map((run) => (own && isOwn(run) ? own : run));
  if (own && !all.some(({ id }) => id === own.id)) all.unshift(own);
  return (
    <section class="card history" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      {all.length === 0 ? (
        <p class="soft">Runs are kept here, in this browser alone, with the outcome of each job.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ul class="runs" aria-label="Runs" tabIndex={0}>
          {all.map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </ul>
      )}
    </section>
  );
}

const STATE_WORDS = {
  running: "under way",
  done: "done",
  stopped: "stopped",
  interrupted: "interrupted",
};

function Run({ run }: { run: RunMeta }) {
  const { counts, total, state } = run;
  const what = KINDS.filter((kind) => counts[kind] > 0);
  const label = `the run of ${moment(run.started)}`;
  const busy = progress.value?.meta.state === "running";
  return (
    <li data-state={state} aria-current={shownRun.value?.meta.id === run.id}>
      <div>
        <b>{jobs(total)}</b> <span class="soft">{moment(run.started)}</span>{" "}
        <span class="badge" data-state={state}>
          {STATE_WORDS[state]}
        </span>
      </div>
      <p class="soft">
        {what.map((kind) => `${count(counts[kind])} ${KIND_NAMES[kind]}`).join(", ")}
        {known(counts) < total && state !== "running"
          ? `${what.length > 0 ? ", " : ""}${count(total - known(counts))} not known`
          : ""}
      </p>
      <div class="buttons">
        {state === "interrupted" && (
          <button
            type="button"
            class="primary"
            aria-disabled={busy}
            aria-label={`Resume ${label}`}
            onClick={() => {
              if (!busy) resume(run);
            }}
          >
            Resume
          </button>
        )}
        <button type="button" aria-label={`Show ${label}`} onClick={() => open(run)}>
          Show
        </button>
        {state !== "running" && (
          <button
            type="button"
            class="quiet"
            aria-label={`Forget ${label}`}
            onClick={() => drop(run)}
          >
            Forget
          </button>
        )}
      </div>
    </li>
  );
}

async function drop(run: RunMeta): Promise<void> {
  // Else the list above would go on naming this tab's last run.
  if (progress.value?.meta.id === run.id) progress.value = undefined;
  await forget(run);
}

async function resume(run: RunMeta): Promise<void> {
  if (!isHere(run)) return;
  const left = await remaining(run.id);
  if (left.length === 0) {
    notify("Nothing is left of the run", "The outcome of each of its jobs is known.");
    return;
  }
  await ask(left, { resumed: run });
}
