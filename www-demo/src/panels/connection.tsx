// Where the page connects: the emulator, or the API behind a proxy of this origin; and the key for the first.
import { useState } from "preact/hooks";
import { use } from "../api/connect.js";
import { settings } from "../state/connection.js";

export function Connection() {
  const { mode, base, key } = settings.value;
  const [path, setPath] = useState(base);
  return (
    <section class="card" aria-labelledby="connection-title">
      <h2 id="connection-title">Connection</h2>
      <form
        class="connection"
        onSubmit={(event) => {
          event.preventDefault();
          use({ ...settings.value, base: mode === "proxy" ? path : "/" });
        }}
      >
        <fieldset>
          <legend class="unseen">What kind of server</legend>
          <label>
            <input
              type="radio"
              name="mode"
              checked={mode === "emulator"}
              onChange={() => use({ mode: "emulator", base: "/", key: key || "test-key" })}
            />
            The emulator, which lists its jobs
          </label>
          <label>
            <input
              type="radio"
              name="mode"
              checked={mode === "proxy"}
              onChange={() => use({ mode: "proxy", base: path, key: "" })}
            />
            An API behind a proxy, which has no list
          </label>
        </fieldset>
        {mode === "proxy" && (
          <label class="field">
            Path of the proxy on this server
            <input
              type="text"
              value={path}
              spellcheck={false}
              onInput={(event) => setPath(event.currentTarget.value)}
            />
          </label>
        )}
        <label class="field">
          API key
          <input
            type="password"
            autoComplete="off"
            value={key}
            aria-describedby="key-advice"
            onChange={(event) => {
              settings.value = { ...settings.value, key: event.currentTarget.value.trim() };
            }}
          />
        </label>
        <p class="soft" id="key-advice">
          For the emulator alone, which knows test-key and other-key. In production no key belongs
          in a page: a proxy of this origin adds it, and the field stays empty.
        </p>
        <button type="submit">Connect</button>
      </form>
    </section>
  );
}
