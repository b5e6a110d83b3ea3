"""Starts the emulator for a judge's run, and words jobs and faults for it."""

import json
import os
import subprocess
import urllib.request


class Emulator:
    """A running emulator; it ends with the `with` block, and with this process at the latest."""

    def __init__(self, *flags: str) -> None:
        binary = os.environ.get("EMULATOR_BIN")
        if not binary:
            raise SystemExit("EMULATOR_BIN must name the pulse-emulator binary")
        command = [binary, "--port", "0", "--exit-with-stdin", *flags]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        prefix = "listening on "
        if not line.startswith(prefix):
            raise SystemExit(f"{binary} did not say where it listens: {line!r}")
        self.url = line[len(prefix) :].strip()

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def post(self, path: str, body: dict) -> None:
        """Posts to one of the emulator's own routes."""
        request = urllib.request.Request(
            self.url + path, data=json.dumps(body).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
