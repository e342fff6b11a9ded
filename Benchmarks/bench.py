#!/usr/bin/env python3
"""Martlet, the floor and other tools on the same work, interleaved; prints medians as a Markdown table.

The floor is the plain client on the same work: `sqlite3` and `psql` reading the statements with BEGIN and COMMIT for
each file, `sha256sum` over the files, `cp` with `sync`. Tools that are not installed have no column.
"""
import argparse
import contextlib
import os
import shutil
import sys
import tempfile

import tools
from databases import PostgreSQL, SQLite
from measure import interleave
from server import Cluster, Delay
from workloads import DistantBench, PostgresBench, SQLiteBench

# Seconds that a message and its answer take more on the way to a distant server.
ROUND_TRIP = 0.002


def cell(job, floor):
    """A peer's multiple of the floor; a dash if it cannot do that work, or did not come to it."""
    if job is None or job.failure:
        return job.failure if job and job.failure.startswith(">") else "–"
    return f"{job.median / floor.median:.2f}" if job.median < 10 * floor.median else f"{job.median / floor.median:.0f}"


def line(workload, names):
    floor, jobs = workload.floor, {job.tool: job for job in workload.jobs}
    mine = jobs["martlet"]
    if floor.failure or mine.failure:
        raise SystemExit(f"{workload.name}: {floor.failure or mine.failure}")
    values = [
        workload.name, f"{floor.median:.1f} ms", f"{mine.median:.1f} ms", f"**{mine.median / floor.median:.2f}**",
        workload.aim, f"{mine.peak:.0f} MiB", *(cell(jobs.get(name), floor) for name in names),
    ]
    return "| " + " | ".join(values) + " |"


def server_groups(folder, found, options, stack):
    """The works on PostgreSQL, whose server is started when the first of them has its turn."""
    groups = {}

    def start():
        cluster = stack.enter_context(Cluster())
        near, far = PostgreSQL(cluster.port), PostgreSQL(cluster.port, Delay(cluster.port, ROUND_TRIP).port)
        groups.update(PostgresBench(folder, near, found, options).groups())
        groups.update(DistantBench(folder, far, found).groups())

    def group(name):
        if not groups:
            start()
        return groups[name]()

    names = ("status", "apply", "distant", "rollback", "large")
    return {f"postgres-{name}": lambda name=name: group(f"postgres-{name}") for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--martlet", required=True, help="the binary")
    parser.add_argument("--peers", help="the folder that has bin/dbmate and so on")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of the long works (default 5)")
    parser.add_argument("--megabytes", type=int, default=200, help="size of the large script (default 200)")
    parser.add_argument("--history", type=int, default=10_000, help="length of the long history (default 10,000)")
    parser.add_argument("--only", action="append", metavar="GROUP", help="a group of works, such as apply")
    options = parser.parse_args()

    found = tools.installed(os.path.abspath(options.martlet), options.peers)
    litestream = options.peers and shutil.which("litestream", path=f"{options.peers}/bin")
    names = [kind.name for kind, _ in found[1:]] + [".backup"] + (["litestream"] if litestream else [])
    head = ["work", "floor", "martlet", "× floor", "aim", "memory", *names]
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|", flush=True)
    with contextlib.ExitStack() as stack:
        place = os.environ.get("TMPDIR", "/tmp")
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="martlet-bench-", dir=place))
        groups = SQLiteBench(folder, SQLite(), found, options, litestream).groups()
        groups.update(server_groups(folder, found, options, stack))
        for group in options.only or groups:
            for workload in groups[group]():
                print(f"{workload.name} …", file=sys.stderr, flush=True)
                interleave([workload.floor, *workload.jobs], options.runs * workload.repeats)
                print(line(workload, names), flush=True)


if __name__ == "__main__":
    main()
