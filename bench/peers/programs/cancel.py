"""Many jobs with the official Python SDK, in a for-loop or in threads: python cancel.py FILE [THREADS]"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from pulse import Pulse

with open(sys.argv[1], encoding="utf-8") as file:
    ids = file.read().split()
jobs = Pulse(base_url=os.environ["PULSE_BASE_URL"], api_key=os.environ["PULSE_API_KEY"]).jobs


def cancel(job_id: str) -> None:
    jobs.cancel_job(job_id=job_id)


if len(sys.argv) > 2:
    with ThreadPoolExecutor(int(sys.argv[2])) as pool:
        list(pool.map(cancel, ids))
else:
    for each in ids:
        cancel(each)
