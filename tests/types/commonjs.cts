// What require() gives is typed as what import gives.
import pulse = require("pulse-wasm");

const client: pulse.PulseClient = new pulse.PulseClient({ apiKey: "key" });
const options: pulse.PulseClient.Options = { apiKey: null };
const asked: Promise<pulse.Pulse.JobCancellationResponse> = client.cancelJob("job-111-aaa");
asked.catch((error: unknown) => error instanceof pulse.Pulse.NotFoundError);
// @ts-expect-error there is no default export
pulse.default;
export = options;
