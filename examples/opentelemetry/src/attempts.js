// From a client's events: a span for each attempt below its call's span, a histogram of latencies and one of waits.
import {
  context,
  createContextKey,
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** In the context of a call: the function by which the call's first event finds the call's record. */
export const SCOPE = createContextKey("pulse-wasm: what is being called");

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What `onEvent` calls, and the records of the calls under way by their callId. */
export function attempts(baseUrl) {
  const tracer = trace.getTracer("pulse-wasm");
  const meter = metrics.getMeter("pulse-wasm");
  const seconds = (name) =>
    meter.createHistogram(name, { unit: "s", advice: { explicitBucketBoundaries: BUCKETS } });
  const latency = seconds("http.client.request.duration");
  const waits = seconds("pulse.client.wait.duration");

  const { hostname, port, protocol } = new URL(baseUrl);
  const server = {
    "server.address": hostname,
    "server.port": Number(port || (protocol === "https:" ? 443 : 80)),
  };
  const calls = new Map();
  const sent = new Map();

  const handlers = {
    attempt({ callId, method, urlTemplate, jobId }, call) {
      const attributes = {
        "http.request.method": method,
        "url.template": urlTemplate,
        "url.full": baseUrl + urlTemplate.replace("{jobId}", () => encodeURIComponent(jobId)),
        ...server,
        "pulse.job_id": jobId,
        "pulse.call_id": callId,
      };
      if (call.resends > 0) attributes["http.request.resend_count"] = call.resends;
      const kind = SpanKind.CLIENT;
      const span = tracer.startSpan(`${method} ${urlTemplate}`, { kind, attributes }, call.context);
      sent.set(callId, span);
    },

    response({ callId, method, urlTemplate, statusCode, durationInSeconds, error }, call) {
      const type = statusCode >= 400 ? `${statusCode}` : error?.name;
      const found = {};
      if (statusCode) found["http.response.status_code"] = statusCode;
      if (type) found["error.type"] = type;
      const span = sent.get(callId);
      sent.delete(callId);
      span.setAttributes(found);
      if (type) span.setStatus({ code: SpanStatusCode.ERROR, message: error?.message });
      span.end();
      const labels = { "http.request.method": method, "url.template": urlTemplate, ...server };
      latency.record(durationInSeconds, { ...labels, ...found }, call.context);
      // The next request is a poll, unless a retry is announced.
      [call.before, call.resends] = [call.resends, 0];
    },

    retry(event, call) {
      call.resends = call.before + 1;
      handlers.gate(event, call);
    },

    gate({ type, delayInSeconds }, call) {
      waits.record(delayInSeconds, { "pulse.wait.reason": type }, call.context);
      call.span?.addEvent(`pulse.${type}`, { "pulse.wait.duration": delayInSeconds });
    },
  };

  return {
    calls,
    onEvent(event) {
      let call = calls.get(event.callId);
      if (!call) {
        // Events come in the context of their call. The callId tells apart calls that are about one job.
        call = context.active().getValue(SCOPE)?.(event);
        if (call) calls.set(event.callId, call);
      }
      handlers[event.type](event, call ?? { context: context.active(), resends: 0, before: 0 });
    },
  };
}
