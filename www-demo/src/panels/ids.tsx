// Ids to follow where no server lists them: typed, pasted, or a file dropped, one id a line.
import { useState } from "preact/hooks";
import { add, tidy } from "../api/follow.js";
import { jobs } from "../parts/format.js";
import { notify } from "../state/notices.js";

/** In characters, some 5,000 ids. A browser takes seconds to lay out a field of very many: such a paste is taken as a file is. */
const FIELD_HOLDS = 200_000;

export function Ids() {
  const [text, setText] = useState("");
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  /** Says whether the text was read. */
  const take = async (source: string | File): Promise<boolean> => {
    try {
      const text = typeof source === "string" ? source : await source.text();
      const fresh = await add(text, (shown) => setSaid(`${jobs(shown)} added, being stored…`));
      setSaid(`${jobs(fresh)} added`);
      return true;
    } catch (error) {
      notify("The ids could not be read", "Try it again.", String(error));
      return false;
    }
  };
  const takeFiles = async (files: Iterable<File>) => {
    for (const file of files) await take(file);
  };
  return (
    <section
      class="card ids"
      aria-labelledby="ids-title"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        takeFiles(event.dataTransfer?.files ?? []);
      }}
    >
      <h2 id="ids-title">Jobs to follow</h2>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if (await take(text)) setText("");
        }}
      >
        <label class="field">
          Ids, one a line
          <textarea
            rows={4}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onPaste={(event) => {
              const pasted = event.clipboardData?.getData("text/plain") ?? "";
              if (pasted.length <= FIELD_HOLDS) return;
              event.preventDefault();
              take(pasted);
            }}
          />
        </label>
        <label class="field">
          or a file of them, which can be dropped here too
          <input
            type="file"
            accept=".txt,.csv,text/plain"
            onChange={(event) => takeFiles(event.currentTarget.files ?? [])}
          />
        </label>
        <div class="buttons">
          <button type="submit" class="primary">
            Follow them
          </button>
          <button type="button" onClick={tidy}>
            Forget those that have ended
          </button>
        </div>
        <p class="soft" role="status">
          {said}
        </p>
      </form>
    </section>
  );
}
