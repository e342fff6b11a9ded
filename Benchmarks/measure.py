"""Runs programs side by side: interleaved, so that the noise of a machine falls on all of them alike."""
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import Callable

# Nothing of the caller's settings reaches what is measured.
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", "TERM": "dumb",
    "NO_COLOR": "1", "SQITCH_FULLNAME": "Bench", "SQITCH_EMAIL": "bench@example.org",
}


class Failed(Exception):
    """A run that ended badly, took too long, or left something else than it should have."""


@dataclass
class Job:
    """One program on one piece of work."""
    tool: str
    command: list
    folder: str = "."
    # What is fed to it: a path.
    stdin: str = os.devnull
    # Brings everything to where the run begins; not measured.
    prepare: Callable[[], None] = lambda: None
    # Raises Failed if the work was not done: who does less is not quicker.
    check: Callable[[], None] = lambda: None
    # Seconds after which a run is given up, and the tool with it.
    limit: float = 60
    times: list = field(default_factory=list)
    peak: float = 0
    failure: str = ""

    def run(self, counts):
        self.prepare()
        os.sync()
        try:
            if counts:
                self.times.append(measure(self.command, self.folder, self.stdin, self.limit))
            else:
                self.peak = peak_memory(self.command, self.folder, self.stdin, self.limit)
            self.check()
        except Failed as failure:
            self.failure = str(failure)
            print(f"  {self.tool}: {failure}", file=sys.stderr)

    @property
    def median(self):
        """Milliseconds."""
        return statistics.median(self.times) * 1000


def measure(command, folder, stdin, limit):
    """Wall time in seconds of one run of a command."""
    with open(stdin, "rb") as source, tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        # A session of its own, so that what it starts ends with it.
        process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, env=ENVIRONMENT, stdin=source, stdout=subprocess.DEVNULL,
            stderr=errors, start_new_session=True)
        status = wait(process.pid, begun + limit)
        elapsed = time.perf_counter() - begun
        if status is None:
            raise Failed(f"> {limit:.0f} s")
        if status != 0:
            errors.seek(0)
            raise Failed("failed: " + errors.read(4000).decode(errors="replace").strip()[-300:])
    return elapsed


def peak_memory(command, folder, stdin, limit):
    """Peak memory in MiB of one run of a command, which is not timed.

    The kernel counts the memory of whoever starts a process as the process's own, so GNU time, which is small, starts it.
    """
    with tempfile.NamedTemporaryFile("r") as report:
        measure(["/usr/bin/time", "-q", "-f", "%M", "-o", report.name, *command], folder, stdin, limit)
        return int(report.read()) / 1024


def wait(pid, deadline):
    """The exit status; none if the time was up."""
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, max(0.001, deadline - time.perf_counter()))
    _, status = os.waitpid(pid, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return None if time.perf_counter() >= deadline else status


def interleave(jobs, runs):
    """Runs all jobs round by round; the first round warms the caches, and whoever fails in it is out."""
    for turn in range(runs + 1):
        for job in jobs:
            # Who is slow has its place in the table after few runs.
            enough = turn > 3 and job.median > 10_000 if job.times else False
            if not job.failure and not enough:
                job.run(counts=turn > 0)


def shell(command, folder="."):
    """Runs something that is not measured."""
    result = subprocess.run(command, shell=isinstance(command, str), cwd=folder, env=ENVIRONMENT, capture_output=True)
    if result.returncode != 0:
        raise Failed(f"{command}: {result.stderr.decode(errors='replace')[-500:]}")
    return result.stdout.decode(errors="replace")


def fresh(folder):
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
