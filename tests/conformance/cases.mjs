// The list of all cases, in the order of the files below; imported one by one, since a service worker may import in no other way.
import abort from "./cases/abort.mjs";
import attempts from "./cases/attempts.mjs";
import baseUrl from "./cases/base-url.mjs";
import bulk from "./cases/bulk.mjs";
import bulkEnds from "./cases/bulk-ends.mjs";
import bulkOptions from "./cases/bulk-options.mjs";
import bulkSources from "./cases/bulk-sources.mjs";
import bulkStatus from "./cases/bulk-status.mjs";
import bulkStatusOptions from "./cases/bulk-status-options.mjs";
import bulkStatusStops from "./cases/bulk-status-stops.mjs";
import bulkStops from "./cases/bulk-stops.mjs";
import customFetch from "./cases/custom-fetch.mjs";
import errors from "./cases/errors.mjs";
import gate from "./cases/gate.mjs";
import given from "./cases/given.mjs";
import headers from "./cases/headers.mjs";
import hostile from "./cases/hostile.mjs";
import ids from "./cases/ids.mjs";
import key from "./cases/key.mjs";
import life from "./cases/life.mjs";
import loading from "./cases/loading.mjs";
import loggers from "./cases/loggers.mjs";
import logging from "./cases/logging.mjs";
import network from "./cases/network.mjs";
import numbers from "./cases/numbers.mjs";
import observing from "./cases/observing.mjs";
import processes from "./cases/process.mjs";
import promises from "./cases/promises.mjs";
import query from "./cases/query.mjs";
import redirects from "./cases/redirects.mjs";
import reentry from "./cases/reentry.mjs";
import retries from "./cases/retries.mjs";
import retryAfter from "./cases/retry-after.mjs";
import scrub from "./cases/scrub.mjs";
import signals from "./cases/signals.mjs";
import success from "./cases/success.mjs";
import suppliers from "./cases/suppliers.mjs";
import surface from "./cases/surface.mjs";
import time from "./cases/time.mjs";
import waiting from "./cases/waiting.mjs";
import wire from "./cases/wire.mjs";

const FILES = {
  surface,
  promises,
  ids,
  success,
  numbers,
  "base-url": baseUrl,
  key,
  scrub,
  retries,
  attempts,
  "retry-after": retryAfter,
  gate,
  time,
  abort,
  signals,
  redirects,
  reentry,
  network,
  "custom-fetch": customFetch,
  errors,
  hostile,
  headers,
  given,
  query,
  suppliers,
  observing,
  logging,
  loggers,
  waiting,
  bulk,
  "bulk-sources": bulkSources,
  "bulk-stops": bulkStops,
  "bulk-ends": bulkEnds,
  "bulk-options": bulkOptions,
  "bulk-status": bulkStatus,
  "bulk-status-stops": bulkStatusStops,
  "bulk-status-options": bulkStatusOptions,
  loading,
  life,
  wire,
  process: processes,
};

export function loadCases() {
  const cases = Object.entries(FILES).flatMap(([file, list]) =>
    list.map((one) => ({ ...one, file })),
  );
  const names = new Set();
  for (const { name } of cases) {
    if (names.has(name)) throw new Error(`two cases are named ${JSON.stringify(name)}`);
    names.add(name);
  }
  return cases;
}
