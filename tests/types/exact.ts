// With exactOptionalPropertyTypes: each option may be undefined, which counts as absent. And a bulk run is a promise.
import {
  type BulkOptions,
  type BulkStatusOptions,
  type BulkSummary,
  type BulkWaitOptions,
  PulseClient,
  type PulseClientOptions,
  PulseError,
  type RequestOptions,
  type WaitOptions,
} from "pulse-wasm";

type Absent<T> = { [Name in keyof Required<T>]: undefined };
declare const client: Absent<PulseClientOptions>;
declare const request: Absent<RequestOptions>;
declare const wait: Absent<WaitOptions>;
declare const bulk: Absent<BulkOptions>;
declare const status: Absent<BulkStatusOptions>;
declare const bulkWait: Absent<BulkWaitOptions>;
const { jobs, cancelJob } = new PulseClient(client);
cancelJob("j", request);
jobs.waitForJob({ jobId: "j" }, wait);
jobs.getJobs([], status);
jobs.waitForJobs([], bulkWait);
const run: Promise<BulkSummary> = jobs.cancelJobs([], bulk);
export const count: Promise<number> = run.then(({ total }) => total).catch(() => 0);
declare function waitUntil(promise: Promise<unknown>): void;
waitUntil(jobs.cancelJobs([]));
declare const unknownStatus: number | undefined;
new PulseError({ message: "m", statusCode: unknownStatus, jobId: undefined, attempts: undefined });
new PulseClient({
  logging: { level: undefined, logger: undefined, silent: undefined },
  headers: { "x-a": undefined },
});
