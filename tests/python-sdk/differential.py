"""Makes the same calls as a differential test's other side, with the official Python SDK.

Usage: EMULATOR_URL=http://127.0.0.1:8787 [PULSE_API_KEY=test-key] differential.py ID...
For each id it calls cancel_job, then get_job, each without retries, and prints one JSON line:
{"id", "call": "cancelJob" | "getJob", "ok", "status", "answer"}. With no ids it reads them from
standard input, one a line. `answer` is what the SDK read: the response, or the error's body.
"""

import datetime
import json
import os
import sys

from pulse import Pulse
from pulse.core.api_error import ApiError


def on_the_wire(value: object) -> str:
    """Times as the API spells them; the SDK has read them into datetime objects."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no JSON")


def ask(call, job_id: str) -> tuple[bool, int | None, object]:
    try:
        response = call(job_id=job_id, request_options={"max_retries": 0})
    except ApiError as error:
        return False, error.status_code, error.body
    return True, 200, response.model_dump(by_alias=True, exclude_unset=True)


def main() -> None:
    url = os.environ.get("EMULATOR_URL")
    if not url:
        sys.exit("EMULATOR_URL must name the address of the emulator")
    ids = sys.argv[1:] or [line.rstrip("\n") for line in sys.stdin]
    key = os.environ.get("PULSE_API_KEY", "test-key")
    jobs = Pulse(base_url=url, api_key=key, timeout=20).jobs
    for job_id in ids:
        for name, call in (("cancelJob", jobs.cancel_job), ("getJob", jobs.get_job)):
            ok, status, answer = ask(call, job_id)
            line = {"id": job_id, "call": name, "ok": ok, "status": status, "answer": answer}
            print(json.dumps(line, default=on_the_wire), flush=True)


main()
