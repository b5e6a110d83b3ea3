// Cancels the jobs named on the command line, and prints the spans and the metrics: node src/cancel.js ID…
import { metrics, trace } from "@opentelemetry/api";
import {
  ConsoleMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
} from "@opentelemetry/sdk-trace-node";
import { tracedClient } from "./traced.js";

// In place of the console's exporters: those of your collector.
const spans = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new ConsoleSpanExporter())],
});
spans.register();
const measured = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter() })],
});
metrics.setGlobalMeterProvider(measured);

const client = tracedClient();
await trace.getTracer("example").startActiveSpan("a request of yours", async (span) => {
  for await (const { jobId, status } of client.jobs.cancelJobs(process.argv.slice(2))) {
    console.log(jobId, status);
  }
  span.end();
});
await Promise.all([spans.shutdown(), measured.shutdown()]);
