// The error classes: their fields, and how instanceof narrows.
import * as pulse from "pulse-wasm";
import {
  BadRequestError,
  ForbiddenError,
  GoneError,
  InternalServerError,
  NotFoundError,
  PulseAbortError,
  PulseClient,
  PulseConnectionError,
  PulseError,
  PulseTimeoutError,
  PulseValidationError,
  type RawResponse,
  TooManyRequestsError,
  UnauthorizedError,
} from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

try {
  await new PulseClient().cancelJob("job-111-aaa");
} catch (error) {
  if (error instanceof PulseError) {
    holds<Equal<typeof error.statusCode, number | undefined>>();
    holds<Equal<typeof error.body, unknown>>();
    holds<Equal<typeof error.rawResponse, RawResponse | undefined>>();
    holds<Equal<typeof error.code, string | undefined>>();
    holds<Equal<typeof error.details, unknown>>();
    holds<Equal<typeof error.attempts, number>>();
    holds<Equal<typeof error.retryAfterInSeconds, number | undefined>>();
    holds<Equal<typeof error.cause, unknown>>();
    holds<Equal<typeof error.message, string>>();
    const plain: Error = error;
    console.log(plain.stack);
  }
}

/** Each class is told from the others: no branch leaves `never` to the next. */
function told(error: PulseError): string {
  if (error instanceof BadRequestError) return error.name;
  if (error instanceof UnauthorizedError) return error.name;
  if (error instanceof ForbiddenError) return error.name;
  if (error instanceof NotFoundError) return error.name;
  if (error instanceof GoneError) return error.name;
  if (error instanceof TooManyRequestsError) return `${error.retryAfterInSeconds} s`;
  if (error instanceof InternalServerError) return error.code ?? "";
  if (error instanceof PulseTimeoutError) return error.name;
  if (error instanceof PulseConnectionError) return String(error.cause);
  if (error instanceof PulseAbortError) {
    holds<Equal<typeof error.name, "AbortError">>();
    return error.name;
  }
  if (error instanceof PulseValidationError) return error.name;
  holds<Equal<typeof error, PulseError>>();
  return error.message;
}
told(new NotFoundError({ message: "404: no such job", attempts: 1, statusCode: 404 }));
told(new PulseError({ message: "", attempts: 0, body: {}, cause: new Error("x") }));

holds<Equal<NotFoundError["name"], "NotFoundError">>();
holds<Equal<PulseError["name"], string>>();

// The namespace has the same classes.
holds<Equal<typeof pulse.Pulse.NotFoundError, typeof NotFoundError>>();
holds<Equal<typeof pulse.Pulse.PulseError, typeof PulseError>>();
holds<Equal<typeof pulse.Pulse.PulseAbortError, typeof PulseAbortError>>();
const named: pulse.Pulse.GoneError = new pulse.Pulse.GoneError({ message: "", attempts: 1 });
const gone: GoneError = named;
told(gone);
