// Ids to follow where no server lists them: typed, pasted, or a file dropped, one id a line.
import { useState } from "preact/hooks";
import { add, tidy } from "../api/follow.js";
import { jobs } from "../parts/format.js";

export function Ids() {
  const [text, setText] = useState("");
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const take = async (ids: string) => {
    const fresh = await add(ids);
    setSaid(`${jobs(fresh)} added`);
  };
  const takeFiles = async (files: Iterable<File>) => {
    for (const file of files) await take(await file.text());
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
          await take(text);
          setText("");
        }}
      >
        <label class="field">
          Ids, one a line
          <textarea
            rows={4}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
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
