#!/usr/bin/env python3
"""Martlet and sqlite3 on the same work, interleaved; prints medians, ratios and peak memory as a Markdown table."""
import argparse
import os
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time


def measure(command, stdin=None):
    """Wall time in seconds and peak memory in MiB of one run of a command."""
    with open(stdin or os.devnull, "rb") as source:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - begun
    if status != 0:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return elapsed, usage.ru_maxrss / 1024


def remove(database):
    for suffix in ("", "-wal", "-shm", "-journal"):
        pathlib.Path(f"{database}{suffix}").unlink(missing_ok=True)


def write_migrations(folder, count, statements):
    """Writes migrations, and the script that gives sqlite3 the same work: BEGIN and COMMIT per file, a history row each."""
    folder.mkdir()
    width = len(str(count)) + 1
    script = ["CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);"]
    for number in range(1, count + 1):
        version = str(number).zfill(width)
        up, down = statements(number)
        (folder / f"{version}_step_{number}.sql").write_text(f"{up}\n-- ROLLBACK:\n-- {down}\n")
        script.append(f"BEGIN;\n{up}INSERT INTO schema_migrations VALUES ('{version}');\nCOMMIT;")
    floor = folder.with_suffix(".sql")
    floor.write_text("\n".join(script) + "\n")
    return floor


def table_step(number):
    up = (f"CREATE TABLE t{number} (\n  id INTEGER PRIMARY KEY,\n  name TEXT NOT NULL,\n  amount REAL\n);\n"
          f"CREATE INDEX t{number}_name ON t{number} (name);\n")
    return up, f"DROP TABLE t{number};"


def row_step(number):
    first = "CREATE TABLE log (id INTEGER PRIMARY KEY, note TEXT NOT NULL);\n" if number == 1 else ""
    return f"{first}INSERT INTO log (id, note) VALUES ({number}, 'row number {number}');\n", f"DELETE FROM log WHERE id = {number};"


def write_large(folder, megabytes):
    """One file of single-row INSERTs of about 1 KB, with quotes, semicolons and comment marks in the data."""
    folder.mkdir()
    words = ["lorem", "ipsum", "it''s", "a;b", "--not a comment", "/* nor this */", "naïve", "日本", "$$x$$"]
    source = random.Random(7)
    fillers = [" ".join(source.choice(words) for _ in range(130)) for _ in range(200)]
    path, floor = folder / "001_large.sql", folder.with_suffix(".sql")
    size = row = 0
    with path.open("w") as file:
        file.write("CREATE TABLE big (id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, name TEXT NOT NULL, amount REAL);\n")
        while size < megabytes * 1_000_000:
            row += 1
            line = f"INSERT INTO big VALUES ({row}, {row % 1000}, '{fillers[source.randrange(200)]}', {row * 1.5});\n"
            size += len(line.encode())
            file.write(line)
    with floor.open("w") as out, path.open() as source_file:
        out.write("BEGIN;\n")
        shutil.copyfileobj(source_file, out)
        out.write("COMMIT;\n")
    return floor


class Bench:
    def __init__(self, martlet, work):
        self.martlet, self.work = martlet, work

    def command(self, folder, database, *words):
        return [self.martlet, "--url", f"sqlite:{database}", "--migrations", str(folder), *words]

    def compare(self, name, limit, ours, floor, runs, prepare=lambda: None, floor_input=None):
        times = {"ours": [], "floor": []}
        memory = 0.0
        for turn in range(runs + 1):
            prepare()
            ours_time, peak = measure(ours)
            floor_time, _ = measure(floor, floor_input)
            if turn == 0:
                continue  # the first turn warms the caches
            times["ours"].append(ours_time)
            times["floor"].append(floor_time)
            memory = max(memory, peak)
        mine, base = (statistics.median(times[key]) * 1000 for key in ("ours", "floor"))
        print(f"| {name} | {base:.1f} ms | {mine:.1f} ms | {mine / base:.2f} | {limit} | {memory:.0f} MiB |", flush=True)

    def run(self, runs, megabytes):
        work = self.work
        print("| work | floor | martlet | ratio | aim | peak memory |\n|---|---|---|---|---|---|")
        self.compare("`--version`", "2.0", [self.martlet, "--version"], ["sqlite3", "--version"], 5 * runs)

        ten, ten_db, ten_floor_db = work / "ten", work / "ten.db", work / "ten-floor.db"
        floor = write_migrations(ten, 10, table_step)
        measure(self.command(ten, ten_db, "migrate"))
        measure(["sqlite3", "-bail", str(ten_floor_db)], floor)
        self.compare("`status`, 10 applied", "2.0", self.command(ten, ten_db, "status"),
                     ["sqlite3", str(ten_floor_db), "SELECT version FROM schema_migrations ORDER BY version"], 5 * runs)

        many, database, floor_database = work / "many", work / "many.db", work / "many-floor.db"
        floor = write_migrations(many, 1000, table_step)
        self.compare("apply 1,000 small migrations", "0.3", self.command(many, database, "migrate"),
                     ["sqlite3", "-bail", str(floor_database)], runs,
                     prepare=lambda: (remove(database), remove(floor_database)), floor_input=floor)

        history, history_db = work / "history", work / "history.db"
        write_migrations(history, 10_000, row_step)
        measure(self.command(history, history_db, "migrate"))
        files = sorted(map(str, history.iterdir()))
        for word in ("status", "migrate"):
            self.compare(f"`{word}`, 10,000 applied, against `sha256sum` of the files", "1.0",
                         self.command(history, history_db, word), ["sha256sum", *files], 2 * runs)

        large, large_db, large_floor_db = work / "large", work / "large.db", work / "large-floor.db"
        floor = write_large(large, megabytes)
        self.compare(f"one file of {megabytes} MB of INSERTs", "1.2", self.command(large, large_db, "migrate"),
                     ["sqlite3", "-bail", str(large_floor_db)], runs,
                     prepare=lambda: (remove(large_db), remove(large_floor_db)), floor_input=floor)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--martlet", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=200)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="martlet-bench-") as work:
        Bench(arguments.martlet, pathlib.Path(work)).run(arguments.runs, arguments.megabytes)


if __name__ == "__main__":
    main()
