// Finds out what kind of server this is, and keeps in touch with it while the page can be seen.
import { effect } from "@preact/signals";
import { link, loaded, type Settings, settings } from "../state/connection.js";
import { keepOnly } from "../state/jobs.js";
import { notify, warnAgain } from "../state/notices.js";
import { clear } from "../state/selection.js";
import * as follow from "./follow.js";
import * as list from "./list.js";

const AGAIN_IN_MILLIS = 1000;

/** Whether it is known what kind of server this is. */
let known = false;
let timer: ReturnType<typeof setTimeout> | undefined;

const hidden = (): boolean => document.visibilityState !== "visible";

/** The first connection: `?base=/api` names a proxy's path; without it the server is asked whether it lists its jobs. */
export async function connect(): Promise<void> {
  clearTimeout(timer);
  if (hidden()) {
    link.value = "paused";
    return;
  }
  const base = new URLSearchParams(location.search).get("base");
  if (base !== null) return use({ mode: "proxy", base, key: "" });
  try {
    const mode = (await list.lists()) ? "emulator" : "proxy";
    use({ ...settings.value, mode, key: mode === "emulator" ? settings.value.key : "" });
  } catch {
    link.value = "lost";
    timer = setTimeout(connect, AGAIN_IN_MILLIS);
  }
}

/** Connects as set; where that is another server, its jobs are others. */
export function use(wanted: Settings): void {
  const { mode, base } = settings.value;
  const other = wanted.mode !== mode || wanted.base !== base;
  settings.value = wanted;
  known = true;
  warnAgain();
  if (other) {
    clear();
    keepOnly(() => false);
    loaded.value = false;
  }
  begin();
}

function begin(): void {
  end();
  if (hidden()) {
    link.value = "paused";
    return;
  }
  link.value = "connecting";
  if (settings.value.mode === "emulator") list.start();
  else follow.start().catch((error) => notify("The ids could not be read", String(error)));
}

function end(): void {
  list.stop();
  follow.stop();
}

/**
 * A page that nobody sees asks for nothing: a browser has six connections to a server, which many hidden pages' streams would use
 * up. A run goes on.
 */
document.addEventListener("visibilitychange", () => {
  if (known) begin();
  else if (!hidden()) connect();
});

const TITLES = { connecting: "…", live: "", lost: "Connection lost · ", paused: "" };
effect(() => {
  document.title = `${TITLES[link.value]}Jobs · pulse-wasm`;
});
