// Functions of the platform, and parts of responses, that call into the client as they are used.
import { bad, gate, impatient, replaced, settled } from "../platform.mjs";

export default [
  {
    name: "a response whose status or text is an object that calls the client when it is read harms its own call alone",
    line: ["Platform", "Custom fetch", "Panic"],
    alone: true,
    fakes: true,
    async run(t) {
      const inner = [];
      let client;
      const meddling = () =>
        new Proxy(() => {}, {
          get: (_, name) => {
            // It is to be no promise.
            if (name === "then") return undefined;
            if (inner.length < 20) inner.push(client.cancelJob("inner"));
            return meddling();
          },
          apply: () => 7,
        });
      for (const odd of [
        {
          status: 503,
          text: async () => ({
            length: meddling(),
            get charCodeAt() {
              return meddling();
            },
          }),
        },
        { status: 503, text: async () => meddling() },
        { status: 200, text: async () => null },
        { status: 200, text: async () => 5 },
        { status: { valueOf: bad }, text: async () => "{}" },
        { status: 5n, text: async () => "{}" },
      ]) {
        client = impatient(t, async (url) =>
          url.endsWith("inner") ? t.cancelled("inner") : { headers: { get: () => null }, ...odd },
        );
        const release = gate();
        const other = t.over(async () => {
          await release.promise;
          return t.cancelled("other");
        });
        const bystander = other.cancelJob("other");
        await t.rejects(client.cancelJob("odd"), t.pulse.PulseError, {
          message: /other than a Response/,
        });
        release.now();
        t.equal((await bystander).job_id, "other");
      }
      for (const call of inner) t.equal((await call).job_id, "inner");
    },
  },
  {
    name: "functions of the platform that call into the client as they are called do no harm",
    line: ["Platform", "Panic"],
    alone: true,
    fakes: true,
    async run(t) {
      for (const [owner, name] of [
        [performance, "now"],
        [Date, "now"],
        [Math, "random"],
        [globalThis, "setTimeout"],
        [globalThis, "clearTimeout"],
        [globalThis, "AbortController"],
      ]) {
        const inner = [];
        const client = impatient(t);
        const real = owner[name];
        const controllers = [];
        let isBusy = false;
        const meddle = () => {
          if (isBusy || inner.length > 20) return;
          isBusy = true;
          inner.push(settled(client.cancelJob(`plain-${inner.length}`)));
          inner.push(settled(client.jobs.cancelJobs([`again-run-${inner.length}`, ""])));
          controllers.pop()?.abort();
          isBusy = false;
        };
        function meddling(...given) {
          meddle();
          return new.target ? Reflect.construct(real, given) : real.apply(owner, given);
        }
        const outcomes = await replaced(owner, name, meddling, async () => {
          const ended = [];
          for (const id of ["plain", "again", "dated", "hangs"]) {
            const controller = new AbortController();
            controllers[0] = controller;
            const { signal } = controller;
            ended.push(await settled(client.cancelJob(id, { timeoutInSeconds: 0.05, signal })));
          }
          ended.push(await settled(client.jobs.cancelJobs(["plain", "plain", "again-2"])));
          return ended;
        });
        for (const outcome of [...outcomes, ...(await Promise.all(inner))])
          t.lacks(outcome?.message ?? "", "internal error", `${name}: ${outcome}`);
        t.ok(inner.length > 0, `${name} was called`);
      }
    },
  },
  {
    name: "a run whose caller stops it from within a function of the platform ends",
    line: ["Platform", "BulkCancellation"],
    alone: true,
    fakes: true,
    async run(t) {
      for (const [owner, name] of [
        [performance, "now"],
        [globalThis, "setTimeout"],
      ]) {
        const client = t.over((_, init) => t.pending(init));
        const controller = new AbortController();
        const real = owner[name];
        let run;
        let isStopped = false;
        const summary = await replaced(
          owner,
          name,
          (...given) => {
            if (run && !isStopped) {
              isStopped = true;
              run.stop();
              controller.abort();
            }
            return real.apply(owner, given);
          },
          async () => {
            run = client.jobs.cancelJobs(["a", "b"], { signal: controller.signal });
            // The clock is asked once more by this call.
            client.cancelJob("c", { signal: controller.signal }).catch(() => {});
            return await run;
          },
        );
        t.equal([summary.total, summary.stoppedBy], [2, "aborted"], name);
      }
    },
  },
];
