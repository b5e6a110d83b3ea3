// A PulseClient whose calls are spans: one for each call, below its caller's, and below that one for each attempt.
import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { PulseClient, PulseEnvironment } from "pulse-wasm";
import { attempts, SCOPE } from "./attempts.js";

/** Takes a client's options, and has the methods below. `cancelJobs` is to be iterated. */
export function tracedClient(options = {}) {
  const tracer = trace.getTracer("pulse-wasm");
  const given = options.baseUrl ?? options.environment;
  const baseUrl = given ?? (process.env.PULSE_BASE_URL || PulseEnvironment.Default);
  if (typeof baseUrl !== "string")
    throw new TypeError("baseUrl must be a text here, for the spans");
  const { calls, onEvent } = attempts(baseUrl.replace(/\/$/, ""));
  const heard = (event) => {
    onEvent(event);
    options.onEvent?.(event);
  };
  const client = new PulseClient({ ...options, baseUrl, onEvent: heard });

  /** The span of a call, below the span that is active. */
  function begin(name, attributes, parent = context.active()) {
    const span = tracer.startSpan(`pulse ${name}`, { attributes }, parent);
    return { span, context: trace.setSpan(parent, span), resends: 0, before: 0 };
  }

  function end({ span }, error) {
    if (error) {
      span.setAttribute("error.type", `${error.statusCode ?? error.name}`);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    }
    span.end();
    for (const [callId, call] of calls) if (call.span === span) calls.delete(callId);
  }

  const single = (name) => async (request, requestOptions) => {
    const call = begin(name);
    const scope = ({ jobId }) => {
      // From the event: an id that was refused may be anything, a key too.
      call.span.setAttribute("pulse.job_id", jobId);
      return call;
    };
    try {
      const inside = call.context.setValue(SCOPE, scope);
      const data = await context.with(inside, () => client.jobs[name](request, requestOptions));
      end(call);
      return data;
    } catch (error) {
      end(call, error);
      throw error;
    }
  };

  /** A span for the run, and below it one for each job that something was asked about. */
  function cancelJobs(jobIds, bulkOptions) {
    const run = begin("cancelJobs");
    const jobs = new Map();
    const scope = ({ jobId }) => {
      const known = jobs.get(jobId);
      if (known) return known;
      const job = begin("cancelJobs job", { "pulse.job_id": jobId }, run.context);
      jobs.set(jobId, job);
      return job;
    };
    const inside = run.context.setValue(SCOPE, scope);
    const outcomes = context.with(inside, () =>
      client.jobs.cancelJobs(jobIds, bulkOptions)[Symbol.asyncIterator](),
    );
    return ending(run, jobs, outcomes, inside);
  }

  /** No generator: one that has not begun would end without its spans. */
  function ending(run, jobs, outcomes, inside) {
    let isOver = false;
    const finish = (problem) => {
      if (isOver) return;
      isOver = true;
      for (const job of jobs.values()) end(job);
      end(run, problem);
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        try {
          // Jobs begin when outcomes are asked for, which has to happen in the run's context.
          const step = await context.with(inside, () => outcomes.next());
          if (step.done) {
            finish();
            return step;
          }
          const job = jobs.get(step.value.jobId);
          jobs.delete(step.value.jobId);
          if (job) end(job, step.value.error);
          return step;
        } catch (error) {
          finish(error);
          throw error;
        }
      },
      /** The loop is left: what is under way is aborted, and waited for. */
      async return(value) {
        try {
          return await outcomes.return(value);
        } finally {
          finish();
        }
      },
    };
  }

  const jobs = { cancelJobs };
  for (const name of ["cancelJob", "getJob", "waitForJob", "cancelJobAndWait"])
    jobs[name] = single(name);
  return {
    jobs,
    cancelJob: (jobId, requestOptions) => jobs.cancelJob({ jobId }, requestOptions),
    free: () => client.free(),
  };
}
