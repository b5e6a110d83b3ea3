// A worker that cancels jobs by a queue: its endpoint puts ids in, its consumer takes them out in batches.
import { cancelBatch } from "./consumer.js";
import { keepDeadLetters } from "./deadLetters.js";
import { answer } from "./endpoint.js";

export default {
  fetch: answer,
  queue: (batch, env) =>
    batch.queue === "cancel-jobs-dead" ? keepDeadLetters(batch, env) : cancelBatch(batch, env),
};
