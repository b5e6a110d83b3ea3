// The page: one job with its outcome, one that is cancelled when it is left, and many with their progress.
import { useState } from "react";
import { startBulkRun, useBulkRun } from "./bulkRun.js";
import { useCancelJob } from "./useCancelJob.js";
import { useJob } from "./useJob.js";

export function App({ client }) {
  return (
    <main>
      <CancelOne client={client} />
      <Watch client={client} />
      <CancelMany client={client} />
    </main>
  );
}

export function CancelOne({ client }) {
  const { status, jobId, outcome, error, cancel } = useCancelJob(client);
  const submit = (form) => void cancel(form.get("jobId"));
  return (
    <section>
      <h2>One job</h2>
      <form action={submit}>
        <input name="jobId" aria-label="Job to cancel" required />
        <button type="submit" disabled={status === "cancelling"}>
          Cancel it
        </button>
      </form>
      <p role="status">
        {status === "cancelling" && `Cancelling ${jobId} …`}
        {status === "ended" && `${jobId} is ${outcome}`}
        {status === "failed" && `${jobId}: ${error.message}`}
      </p>
    </section>
  );
}

function Watch({ client }) {
  const [jobId, setJobId] = useState("");
  return (
    <section>
      <h2>A job of this page's own</h2>
      <form action={(form) => setJobId(form.get("jobId"))}>
        <input name="jobId" aria-label="Job to watch" required />
        <button type="submit">Watch it</button>
        {jobId && (
          <button type="button" onClick={() => setJobId("")}>
            Leave, and cancel it
          </button>
        )}
      </form>
      {jobId && <Job client={client} jobId={jobId} />}
    </section>
  );
}

export function Job({ client, jobId }) {
  const { job, error } = useJob(client, jobId);
  return (
    <p role="status">
      {jobId}: {error?.message ?? job?.status ?? "…"}
    </p>
  );
}

export function CancelMany({ client }) {
  const [run, setRun] = useState(null);
  const submit = (form) =>
    setRun(startBulkRun(client, form.get("jobIds").split(/\s+/).filter(Boolean)));
  return (
    <section>
      <h2>Many jobs</h2>
      <form action={submit}>
        <textarea name="jobIds" aria-label="Jobs to cancel, one a line" required />
        <button type="submit">Cancel them</button>
      </form>
      {run && <Progress run={run} />}
      {run && <Failures run={run} />}
    </section>
  );
}

export function Progress({ run }) {
  const { running, progress, error } = useBulkRun(run);
  const { done = 0, total = 0, cancelled = 0 } = progress ?? {};
  return (
    <p role="status">
      <progress aria-label="Cancelling" value={done} max={total || 1} /> {cancelled} cancelled,{" "}
      {done} of {total} done {error?.message}
      {running && (
        <button type="button" onClick={run.stop}>
          Stop
        </button>
      )}
    </p>
  );
}

export function Failures({ run }) {
  const { failures } = useBulkRun(run);
  return (
    <ul aria-label="Failures">
      {failures.map(({ jobId, message }) => (
        <li key={jobId}>
          {jobId}: {message}
        </li>
      ))}
    </ul>
  );
}
