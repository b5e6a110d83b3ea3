// The list of jobs: rows are made once and changed in place, so that focus and selection stay.
import { byId, element, field, isOff, setOff, setText } from "./dom.js";
import { known, looks, open, STATES } from "./states.js";

/** @typedef {import("./api.js").Job} Job */
/** @typedef {import("./api.js").Jobs} Jobs */

/**
 * A job's row, and what of it changes.
 *
 * @typedef {object} Row
 * @property {HTMLTableRowElement} line
 * @property {HTMLInputElement} pick
 * @property {HTMLElement} chip
 * @property {HTMLElement} glyph
 * @property {HTMLElement} label
 * @property {HTMLTimeElement} time
 * @property {HTMLButtonElement} cancel
 */

/** @type {Map<string, Row>} */
const rows = new Map();
/** @type {Set<string>} */
const selected = new Set();
/** @type {Set<string>} */
const asked = new Set();
/** @type {Map<string, { button: HTMLButtonElement, number: HTMLElement }>} */
const filters = new Map();
let shown = "all";
/** @type {Jobs} */
let current = { jobs: [], total: 0, listed: true };

const body = byId("rows");
const empty = byId("empty");
const all = field("select-all");
const cancelSelected = byId("cancel-selected");

const CHANGED = 700;
const relative = new Intl.RelativeTimeFormat(undefined, { style: "narrow", numeric: "always" });

/** @param {string} iso */
function age(iso) {
  const past = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
  if (Number.isNaN(past)) return "–";
  if (past < 60) return relative.format(-Math.floor(past), "second");
  if (past < 3600) return relative.format(-Math.floor(past / 60), "minute");
  return relative.format(-Math.floor(past / 3600), "hour");
}

/**
 * Draws what `jobs()` of api.js returned.
 * @param {Jobs} answer
 */
export function draw(answer) {
  current = answer;
  const present = new Set();
  /** @type {Row | undefined} */
  let before;
  for (const job of answer.jobs) {
    present.add(job.job_id);
    if (!open(known(job.status))) asked.delete(job.job_id);
    const row = rows.get(job.job_id) ?? makeRow(job);
    fill(row, job);
    // Moved only if it is elsewhere: a moved element loses its focus.
    const wanted = before ? before.line.nextElementSibling : body.firstElementChild;
    if (wanted !== row.line) body.insertBefore(row.line, wanted);
    before = row;
  }
  for (const [id, row] of rows) {
    if (present.has(id)) continue;
    row.line.remove();
    rows.delete(id);
    selected.delete(id);
  }
  summarise();
}

/**
 * @param {Job} job
 * @returns {Row}
 */
function makeRow(job) {
  const id = job.job_id;
  const pick = element("input", { type: "checkbox", "aria-label": `Select job ${id}` });
  const glyph = element("span", { "aria-hidden": "true", class: "glyph" });
  const label = element("span");
  const chip = element("span", { class: "chip" }, glyph, label);
  const time = element("time", { datetime: job.created_at, title: job.created_at });
  const cancel = element("button", { type: "button", "aria-label": `Cancel job ${id}` }, "Cancel");
  const name = element("td", { class: "name" }, element("code", { title: id }, id));
  const { owner = 0 } = job;
  if (owner > 0) {
    name.append(element("span", { class: "owner" }, `key ${owner + 1}`));
  }
  const line = element(
    "tr",
    { "data-job": id },
    element("td", { class: "pick" }, pick),
    element("td", { class: "state" }, chip),
    name,
    element("td", { class: "age" }, time),
    element("td", { class: "action" }, cancel),
  );
  pick.addEventListener("change", () => {
    if (pick.checked) selected.add(id);
    else selected.delete(id);
    summarise();
  });
  const row = { line, pick, chip, glyph, label, time, cancel };
  rows.set(id, row);
  return row;
}

/**
 * @param {Row} row
 * @param {Job} job
 */
function fill(row, job) {
  const look = looks(job.status, asked.has(job.job_id));
  if (row.chip.dataset.kind !== look.kind) {
    if (row.chip.dataset.kind) {
      row.line.classList.add("changed");
      setTimeout(() => row.line.classList.remove("changed"), CHANGED);
    }
    row.chip.dataset.kind = look.kind;
    setText(row.glyph, look.glyph);
  }
  setText(row.label, look.label);
  setText(row.time, job.created_at ? age(job.created_at) : "–");
  const may = canCancel(job);
  setOff(row.cancel, !may);
  row.pick.disabled = !may;
  if (!may) selected.delete(job.job_id);
  row.pick.checked = selected.has(job.job_id);
  row.line.hidden = !matches(job);
}

/** @param {Job} job */
const canCancel = (job) => open(known(job.status)) && !asked.has(job.job_id);
/** @param {Job} job */
const matches = (job) => shown === "all" || known(job.status) === shown;

/** What surrounds the rows: counts, filters, the selection, and the text for an empty list. */
function summarise() {
  const { jobs, total, listed } = current;
  const visible = jobs.filter(matches);
  const most = visible.filter(canCancel);
  setText(byId("count"), total > jobs.length ? `the newest ${jobs.length} of ${total}` : "");
  for (const [state, { button, number }] of filters) {
    const count = jobs.filter((job) => state === "all" || known(job.status) === state).length;
    setText(number, String(count));
    button.setAttribute("aria-pressed", String(state === shown));
    button.hidden = state === "expired" && count === 0;
  }
  const picked = most.filter((job) => selected.has(job.job_id)).length;
  all.checked = picked > 0 && picked === most.length;
  all.indeterminate = picked > 0 && picked < most.length;
  all.disabled = most.length === 0;
  setText(cancelSelected, selected.size ? `Cancel selected (${selected.size})` : "Cancel selected");
  setOff(cancelSelected, selected.size === 0);
  byId("jobs").hidden = visible.length === 0;
  empty.hidden = visible.length > 0;
  if (visible.length === 0) {
    const advice = listed
      ? "No jobs yet. Submit one, or ten."
      : "This server lists no jobs. Give an id, and it is followed here.";
    setText(empty, jobs.length ? `No job is ${shown} just now.` : advice);
  }
  byId("jobs").setAttribute("aria-busy", "false");
}

/**
 * Shows at once that a cancellation was accepted, or, with false, that it was not.
 * @param {string} jobId
 * @param {boolean} cancelling
 */
export function mark(jobId, cancelling) {
  if (cancelling) asked.add(jobId);
  else asked.delete(jobId);
  selected.delete(jobId);
  const job = current.jobs.find((job) => job.job_id === jobId);
  const row = rows.get(jobId);
  if (job && row) fill(row, job);
  summarise();
}

/**
 * The state of the connection, in the page's head.
 * @param {string} state
 * @param {string} words
 */
export function link(state, words) {
  const node = byId("link");
  node.dataset.state = state;
  setText(node, words);
  byId("scroll").dataset.stale = String(state === "lost");
}

/**
 * Wires the list's own buttons; `cancel` gets the ids of the jobs to cancel.
 * @param {(ids: string[]) => void} cancel
 */
export function start(cancel) {
  for (const state of ["all", ...STATES]) {
    const number = element("span", { class: "number" }, "0");
    const button = element(
      "button",
      { type: "button", "aria-pressed": "false" },
      state,
      " ",
      number,
    );
    button.addEventListener("click", () => {
      shown = state;
      draw(current);
    });
    filters.set(state, { button, number });
    byId("filters").append(button);
  }
  body.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    const jobId = button?.closest("tr")?.dataset.job;
    if (button && jobId && !isOff(button)) cancel([jobId]);
  });
  cancelSelected.addEventListener("click", () => {
    if (!isOff(cancelSelected)) cancel([...selected]);
  });
  all.addEventListener("change", () => {
    for (const job of current.jobs.filter(matches).filter(canCancel)) {
      if (all.checked) selected.add(job.job_id);
      else selected.delete(job.job_id);
    }
    draw(current);
  });
}
