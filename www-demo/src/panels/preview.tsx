// Before a run: what it would do to each job, and the confirmation, by the list where it is short, by the number where it is long.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { close, type Preview, preview, stopAsking } from "../bulk/preview.js";
import { start } from "../bulk/run.js";
import type { Kind } from "../bulk/types.js";
import { KindSign } from "../parts/chip.js";
import { count, jobs } from "../parts/format.js";
import { job } from "../state/jobs.js";
import { clear } from "../state/selection.js";
import { folded } from "../state/states.js";

/** Up to so many the list itself is the confirmation. */
const LISTED = 20;

export function PreviewDialog() {
  const shown = preview.value;
  // A dialog for each time, so that nothing of the one before is left in its field.
  return shown && <Dialog key={shown.ids} plan={shown} />;
}

function Dialog({ plan }: { plan: Preview }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    return () => {
      // While it is open, nothing behind it takes the focus.
      element?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  // The event of closing may come when another dialog is open.
  const dismiss = () => {
    if (preview.value?.ids === plan.ids) close();
  };
  const total = plan.ids.length;
  const long = total > LISTED;
  const meant = typed.replaceAll(/[\s,.'’]/g, "") === String(total);
  const some = plan.open.length + plan.unsure.length > 0;
  const ready = !plan.asking && some && (!long || meant);
  return (
    <dialog
      ref={dialog}
      class="preview"
      aria-labelledby="preview-title"
      onClose={dismiss}
      onCancel={dismiss}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          clear();
          start(plan);
          dismiss();
        }}
      >
        <h2 id="preview-title">Cancel {jobs(total)}?</h2>
        {plan.outside > 0 && (
          <p class="outside">
            <b>{count(plan.outside)}</b> of them {plan.outside === 1 ? "is" : "are"} not among those
            that the list shows just now.
          </p>
        )}
        <Found plan={plan} />
        {!long && <Listed plan={plan} />}
        {long && (
          <label class="typed">
            Type the number of jobs
            <input
              type="text"
              inputMode="numeric"
              autoComplete="off"
              placeholder={String(total)}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
        )}
        <p class="soft">A cancellation is best effort: a job may finish before it takes effect.</p>
        <div class="buttons">
          <button type="button" onClick={dismiss}>
            Keep them
          </button>
          {plan.asking && (
            <button type="button" onClick={stopAsking}>
              Skip asking about the rest
            </button>
          )}
          <button type="submit" class="danger filled" disabled={!ready}>
            Cancel them
          </button>
        </div>
      </form>
    </dialog>
  );
}

function Found({ plan }: { plan: Preview }) {
  const of = (wanted: Kind) => plan.left.filter(({ kind }) => kind === wanted).length;
  const asked = plan.open.length + plan.left.length + plan.unsure.length;
  const lines: [number, Kind, string][] = [
    [plan.open.length, "canceled", "would be cancelled"],
    [of("ended"), "ended", "already ended, and left as is"],
    [of("missing"), "missing", "are not there"],
    [of("foreign"), "foreign", "are another owner's"],
    [plan.unsure.length, "unknown", "could not be asked about, and are tried all the same"],
  ];
  return (
    <>
      <ul class="found" aria-label="What a cancellation would do" aria-busy={plan.asking}>
        {lines
          .filter(([number, kind]) => number > 0 || kind === "canceled")
          .map(([number, kind, words]) => (
            <li key={kind}>
              <KindSign kind={kind} />
              <b>{count(number)}</b> {words}
            </li>
          ))}
      </ul>
      {plan.asking ? (
        <p class="soft">
          Asking each job's live state: {count(asked)} of {count(plan.ids.length)}
        </p>
      ) : (
        plan.problem && <p class="said">{plan.problem}</p>
      )}
    </>
  );
}

function Listed({ plan }: { plan: Preview }) {
  const left = new Map(plan.left.map(({ id, words }) => [id, words]));
  const open = new Set(plan.open);
  const unsure = new Set(plan.unsure);
  const words = (id: string) => {
    if (open.has(id)) return `${folded(job(id)?.status ?? "") || "open"}, would be cancelled`;
    if (unsure.has(id)) return "not known, tried all the same";
    return left.get(id) ?? "…";
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ul class="listed" aria-label="The jobs" tabIndex={0}>
      {plan.ids.map((id) => (
        <li key={id}>
          <code>{id}</code> <span class="soft">{words(id)}</span>
        </li>
      ))}
    </ul>
  );
}
