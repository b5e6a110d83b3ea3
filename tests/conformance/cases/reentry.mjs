// What a caller's handler does to the very call that it is told of, while the client is still telling it.

/** A fetch whose response to `outer` reads `read` when an error is made of it; each other request is accepted. */
const responding = (t, read) =>
  t.stubFetch((url) => {
    if (!url.endsWith("/outer")) return t.cancelled("inner");
    const response = t.reply(404, "{}");
    let isRead = false;
    response.text = async () => {
      isRead = true;
      return "{}";
    };
    return Object.defineProperty(response, "url", {
      get() {
        if (isRead) read();
        return url;
      },
    });
  });

/** Runs `work` while another call is pending, which has to go on. */
async function besideAnother(t, work) {
  const controller = new AbortController();
  const bystander = t
    .over((_, init) => t.pending(init), { maxRetries: 0 })
    .cancelJob("j", { abortSignal: controller.signal });
  const ended = t.rejects(bystander, t.pulse.PulseAbortError);
  try {
    await work();
  } finally {
    controller.abort();
  }
  await ended;
}

/** A server of one job that is pending: a request takes its time, and notes what became of it. */
function slowServer(t, sent) {
  return async (_, init) => {
    const request = { method: init.method, ended: "no" };
    sent.push(request);
    await Promise.race([t.sleep(20), t.pending(init)]).catch((error) => {
      request.ended = "aborted";
      throw error;
    });
    request.ended = "answered";
    return init.method === "DELETE" ? t.cancelled() : t.job("pending");
  };
}

export default [
  {
    name: "a handler that aborts a call as it is told of a retry without a wait ends that call, and no other",
    line: ["onEvent", "Abort", "Panic"],
    alone: true,
    async run(t) {
      await besideAnother(t, async () => {
        const controller = new AbortController();
        const events = [];
        const client = t.over(t.stubFetch(t.problem(503, "X", { "retry-after": "0" })), {
          onEvent({ type }) {
            events.push(type);
            if (type === "retry") controller.abort();
          },
        });
        const call = client.cancelJob("j", { abortSignal: controller.signal });
        await t.rejects(call, t.pulse.PulseAbortError);
        t.equal(events, ["attempt", "response", "retry"]);
      });
    },
  },
  {
    name: "a response whose getter aborts the call and begins another, which takes its place, leaves the other alone",
    line: ["Custom fetch", "Abort", "Panic"],
    alone: true,
    async run(t) {
      await besideAnother(t, async () => {
        const controller = new AbortController();
        let inner;
        const client = t.over(
          responding(t, () => {
            controller.abort();
            inner ??= client.cancelJob("inner");
          }),
          { maxRetries: 0 },
        );
        await t.rejects(
          client.cancelJob("outer", { abortSignal: controller.signal }),
          t.pulse.NotFoundError,
        );
        t.equal((await inner).job_id, "inner");
      });
    },
  },
  ...["attempt", "response"].map((type) => ({
    name: `cancelOnAbort sends one cancellation, and waits for it, where a handler aborts as it is told of the ${type}`,
    line: ["cancelOnAbort", "onEvent"],
    async run(t) {
      const controller = new AbortController();
      const sent = [];
      const client = t.over(slowServer(t, sent), {
        onEvent(event) {
          if (event.type === type && event.method === "GET") controller.abort();
        },
      });
      const wait = client.jobs.waitForJob(
        { jobId: "j" },
        { abortSignal: controller.signal, cancelOnAbort: true },
      );
      await t.rejects(wait, t.pulse.PulseAbortError);
      const deletes = sent.filter(({ method }) => method === "DELETE");
      t.equal(deletes, [{ method: "DELETE", ended: "answered" }]);
    },
  })),
];
