// What require() gives is typed as what import gives.
import pulse = require("pulse-wasm");
import served = require("pulse-wasm/proxy");

const client: pulse.PulseClient = new pulse.PulseClient({ apiKey: "key" });
const options: pulse.PulseClient.Options = { apiKey: null };
const asked: Promise<pulse.Pulse.JobCancellationResponse> = client.cancelJob("job-111-aaa");
asked.catch((error: unknown) => error instanceof pulse.Pulse.NotFoundError);
served.toNodeHandler(served.createProxy({ apiKey: "key", authorize: () => true }));
// @ts-expect-error there is no default export
pulse.default;
export = options;
