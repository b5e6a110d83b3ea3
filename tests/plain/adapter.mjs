// What the conformance cases import, over a plain build: wasm-bindgen exports no class of JavaScript's, so that the error
// classes come from PulseClient.errors; the constants are the npm package's own.

const CLASSES = [
  "BadRequestError",
  "ForbiddenError",
  "GoneError",
  "InternalServerError",
  "NotFoundError",
  "PulseAbortError",
  "PulseConnectionError",
  "PulseError",
  "PulseTimeoutError",
  "PulseValidationError",
  "TooManyRequestsError",
  "UnauthorizedError",
];

/** The text of a module; `load` is the statement that gives it PulseClient. */
export const adapter = (load) => `${load}
export { PulseClient };
export const { ${CLASSES.join(", ")} } = PulseClient.errors;
export const PulseEnvironment = { Default: "https://api.runpulse.com" };
export const JobStatus = {};
export const Pulse = { ...PulseClient.errors, JobStatus, PulseEnvironment };
`;
