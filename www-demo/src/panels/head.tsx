// The page's head: what it is, and how the connection goes.
import { link, settings } from "../state/connection.js";

const WORDS = {
  connecting: "Connecting…",
  live: "Live",
  lost: "Connection lost, trying again",
  paused: "Paused while hidden",
};

export function Head() {
  const { mode } = settings.value;
  return (
    <header class="top">
      <img src="./icon.svg" alt="" width="36" height="36" />
      <div>
        <h1>Pulse jobs</h1>
        <p class="tagline">
          {mode === "emulator" ? "the local emulator" : "an API behind this server"}, through{" "}
          <code>pulse-wasm</code>
        </p>
      </div>
      <p class="link" role="status" data-state={link.value}>
        {WORDS[link.value]}
      </p>
    </header>
  );
}
