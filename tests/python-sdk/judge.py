"""Judges the emulator by a client that nobody here wrote: the official Python SDK.

One line a check, and at the end `N passed, N failed`; the exit code is 1 if any failed.
"""

import datetime
import io
import sys
import time
import traceback
from typing import Callable

from pulse import Pulse
from pulse.core.api_error import ApiError
from pulse.errors import (
    BadRequestError,
    ForbiddenError,
    InternalServerError,
    NotFoundError,
    TooManyRequestsError,
    UnauthorizedError,
)
from pulse.types import (
    AsyncSubmissionResponse,
    ExtractResponse,
    JobCancellationResponse,
    JobStatusResponse,
)

from emulator import Emulator

URL = "https://example.com/document.pdf"
ONCE = {"max_retries": 0}
checks: list[tuple[str, Callable[[], None]]] = []


def check(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a check under the sentence that it proves."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        checks.append((name, function))
        return function

    return register


def document() -> tuple[str, io.BytesIO, str]:
    return ("document.pdf", io.BytesIO(b"%PDF-1.7 " + b"x" * 100_000), "application/pdf")


def client(emulator: Emulator, key: str = "test-key") -> Pulse:
    return Pulse(base_url=emulator.url, api_key=key, timeout=20)


def accepted(response: AsyncSubmissionResponse | ExtractResponse) -> str:
    """The id of a submission that was accepted."""
    if isinstance(response, ExtractResponse):
        # The SDK types every response of /extract as a finished extraction, and keeps the fields
        # of an asynchronous one as extras: together they must make up the submission.
        fields = response.model_dump(by_alias=True, exclude_unset=True)
        response = AsyncSubmissionResponse.model_validate(fields)
    assert response.status == "pending", response
    assert isinstance(response.queued_at, datetime.datetime), response
    assert response.message, response
    return response.job_id


def statuses(pulse: Pulse, job_id: str) -> tuple[list[str], JobStatusResponse]:
    """Polls to the end; gives each status once, and the last answer."""
    seen: list[str] = []
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        job = pulse.jobs.get_job(job_id=job_id)
        assert isinstance(job, JobStatusResponse) and job.job_id == job_id, job
        if not seen or seen[-1] != job.status:
            seen.append(job.status)
        if job.status not in ("pending", "processing"):
            return seen, job
        time.sleep(0.02)
    raise AssertionError(f"never ended: {seen}")


def refused(kind: type[ApiError], status: int, code: str, call: Callable[[], object]) -> ApiError:
    """Expects the SDK's own error class, with the API's error inside."""
    try:
        answer = call()
    except ApiError as error:
        assert type(error) is kind, f"{type(error).__name__}: {error}"
        assert error.status_code == status, error
        assert list(error.body) == ["error"], error.body
        assert error.body["error"]["code"].startswith(code), error.body
        assert error.body["error"]["message"], error.body
        return error
    raise AssertionError(f"accepted: {answer}")


@check("a file submitted to /extract goes through pending and processing to completed")
def file_to_completed() -> None:
    pulse = client(main)
    job_id = accepted(pulse.extract(file=document(), async_=True))
    seen, job = statuses(pulse, job_id)
    # A slow machine may miss an early state, but the order is fixed.
    order = ["pending", "processing", "completed"]
    assert seen[-1] == "completed" and seen == [s for s in order if s in seen], seen
    assert isinstance(job.created_at, datetime.datetime), job
    assert job.updated_at > job.created_at, job
    assert isinstance(job.result, dict) and job.error is None, job


@check("a URL submitted to /extract is accepted")
def url_to_extract() -> None:
    pulse = client(main)
    job_id = accepted(pulse.extract(file_url=URL, async_=True))
    assert pulse.jobs.get_job(job_id=job_id).job_id == job_id


@check("a file and a URL submitted to /extract_async are accepted")
def extract_async() -> None:
    pulse = client(main)
    first = accepted(pulse.extract_async(file=document()))
    second = accepted(pulse.extract_async(file_url=URL))
    assert first != second


@check("an /extract that is not asynchronous is refused")
def synchronous() -> None:
    pulse = client(main)
    refused(BadRequestError, 400, "REQ_", lambda: pulse.extract(file_url=URL))


@check("a submission without a document is refused")
def no_document() -> None:
    pulse = client(main)
    refused(BadRequestError, 400, "REQ_", lambda: pulse.extract(async_=True))


@check("a job that was submitted and cancelled ends as canceled")
def cancel_submitted() -> None:
    pulse = client(main)
    job_id = accepted(pulse.extract(file_url=URL, async_=True))
    response = pulse.jobs.cancel_job(job_id=job_id)
    assert isinstance(response, JobCancellationResponse), response
    assert response.job_id == job_id, response
    assert response.message == "Job cancelled successfully", response
    seen, job = statuses(pulse, job_id)
    assert seen[-1] == "canceled" and job.result is None, (seen, job)


@check("a pending job is canceled at once")
def cancel_pending() -> None:
    pulse = client(main)
    main.post("/_emulator/jobs", {"jobId": "waiting", "pendingMs": 3_600_000})
    assert pulse.jobs.get_job(job_id="waiting").status == "pending"
    pulse.jobs.cancel_job(job_id="waiting")
    assert pulse.jobs.get_job(job_id="waiting").status == "canceled"


@check("a job in processing is canceled when the cancellation takes effect")
def cancel_processing() -> None:
    pulse = client(main)
    life = {"pendingMs": 0, "processingMs": 3_600_000, "cancelMs": 100}
    main.post("/_emulator/jobs", {"jobId": "running", **life})
    pulse.jobs.cancel_job(job_id="running")
    seen, _ = statuses(pulse, "running")
    assert seen[-1] == "canceled" and seen[0] in ("processing", "canceled"), seen


@check("a cancellation that comes too late is accepted and the job completes")
def best_effort() -> None:
    pulse = client(main)
    life = {"pendingMs": 0, "processingMs": 200, "cancelMs": 3_600_000}
    main.post("/_emulator/jobs", {"jobId": "late", **life})
    response = pulse.jobs.cancel_job(job_id="late")
    assert response.message == "Job cancelled successfully", response
    assert statuses(pulse, "late")[0][-1] == "completed"


@check("cancelling a finished job is accepted and leaves it unchanged")
def cancel_finished() -> None:
    pulse = client(main)
    main.post("/_emulator/jobs", {"jobId": "done", "pendingMs": 0, "processingMs": 0})
    before = pulse.jobs.get_job(job_id="done")
    assert before.status == "completed", before
    pulse.jobs.cancel_job(job_id="done")
    assert pulse.jobs.get_job(job_id="done") == before


@check("a failed job says why")
def failed() -> None:
    pulse = client(failing)
    job_id = accepted(pulse.extract(file_url=URL, async_=True))
    seen, job = statuses(pulse, job_id)
    assert seen[-1] == "failed" and job.error and job.result is None, (seen, job)


@check("an unknown key is UnauthorizedError with AUTH_002, whatever is asked")
def unknown_key() -> None:
    pulse = client(main, "no-such-key")
    refused(UnauthorizedError, 401, "AUTH_002", lambda: pulse.jobs.cancel_job(job_id="a"))
    refused(UnauthorizedError, 401, "AUTH_002", lambda: pulse.jobs.get_job(job_id="a"))
    extract = lambda: pulse.extract(file=document(), async_=True)
    refused(UnauthorizedError, 401, "AUTH_002", extract)


@check("no key is UnauthorizedError with AUTH_001")
def no_key() -> None:
    pulse = client(main, "")
    refused(UnauthorizedError, 401, "AUTH_001", lambda: pulse.jobs.cancel_job(job_id="a"))


@check("another owner's job is ForbiddenError with AUTH_004")
def forbidden() -> None:
    owner, other = client(main), client(main, "other-key")
    job_id = accepted(owner.extract(file_url=URL, async_=True))
    refused(ForbiddenError, 403, "AUTH_004", lambda: other.jobs.cancel_job(job_id=job_id))
    refused(ForbiddenError, 403, "AUTH_004", lambda: other.jobs.get_job(job_id=job_id))
    assert owner.jobs.get_job(job_id=job_id).status != "canceled"


@check("an unknown job is NotFoundError with a JOB_ code")
def not_found() -> None:
    pulse = client(main)
    refused(NotFoundError, 404, "JOB_", lambda: pulse.jobs.cancel_job(job_id="nobody"))
    refused(NotFoundError, 404, "JOB_", lambda: pulse.jobs.get_job(job_id="nobody"))


@check("an internal error is InternalServerError")
def internal() -> None:
    pulse = client(main)
    main.post("/_emulator/faults", {"jobId": "broken", "status": 500})
    call = lambda: pulse.jobs.cancel_job(job_id="broken", request_options=ONCE)
    refused(InternalServerError, 500, "GENERAL_", call)


@check("beyond the rate it is TooManyRequestsError with a whole-second Retry-After")
def too_many() -> None:
    pulse = client(limited)
    call = lambda: pulse.jobs.get_job(job_id="a", request_options=ONCE)
    refused(NotFoundError, 404, "JOB_", call)
    error = refused(TooManyRequestsError, 429, "REQ_", call)
    assert error.headers["retry-after"] == "1", error.headers
    reset = int(error.headers["x-ratelimit-reset"])
    assert 0 <= reset - time.time() <= 2, error.headers


@check("the SDK's own retry, which keeps to Retry-After, gets through after a 429")
def retried() -> None:
    # Another owner, whose bucket is full whatever ran before.
    pulse = client(limited, "other-key")
    call = lambda: pulse.jobs.get_job(job_id="a")
    refused(NotFoundError, 404, "JOB_", call)
    refused(NotFoundError, 404, "JOB_", call)


def run() -> int:
    failures = 0
    for name, function in checks:
        try:
            function()
        except Exception:
            failures += 1
            print(f"FAILED {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
        else:
            print(f"ok {name}", flush=True)
    print(f"{len(checks) - failures} passed, {failures} failed", flush=True)
    return 1 if failures else 0


quick = ("--pending-ms", "300", "--processing-ms", "1500", "--cancel-ms", "0..50")
with (
    Emulator(*quick, "--faults") as main,
    Emulator("--pending-ms", "0", "--processing-ms", "50", "--fail-rate", "1") as failing,
    Emulator("--rate-limit", "1") as limited,
):
    code = run()
sys.exit(code)
