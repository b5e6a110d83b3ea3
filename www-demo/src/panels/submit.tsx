// Submitting documents to the emulator, so that there is something to cancel.
import { useRef, useState } from "preact/hooks";
import { submit } from "../api/submit.js";
import { jobs } from "../parts/format.js";
import { announce, notify } from "../state/notices.js";

const MANY = 10;

export function Submit() {
  const [url, setUrl] = useState("https://example.com/report.pdf");
  const file = useRef<HTMLInputElement>(null);
  const send = async (times: number) => {
    const chosen = file.current?.files?.[0];
    const document = chosen ? { file: chosen } : { url };
    try {
      await Promise.all(Array.from({ length: times }, () => submit(document)));
      announce(`${jobs(times)} submitted`);
    } catch (error) {
      notify("The document was not accepted", "Nothing was submitted.", String(error));
    }
  };
  return (
    <section class="card" aria-labelledby="submit-title">
      <h2 id="submit-title">Submit</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(1);
        }}
      >
        <label class="field">
          Address of a document
          <input
            type="url"
            value={url}
            spellcheck={false}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          or a small file
          <input type="file" ref={file} />
        </label>
        <div class="buttons">
          <button type="submit" class="primary">
            Submit
          </button>
          <button type="button" onClick={() => send(MANY)}>
            Submit 10
          </button>
        </div>
      </form>
    </section>
  );
}
