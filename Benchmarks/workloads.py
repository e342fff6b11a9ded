"""What is measured: each piece of work, its floor, and every tool that can do it."""
import os
import shutil
import tempfile
from dataclasses import dataclass

import work
from measure import Failed, Job, fresh, shell
from tools import write

# The database with what lies beside it, and the second one in which Sqitch keeps its records.
DATABASES = ("x.db", "x.db-wal", "x.db-shm", "x.db-journal", "sqitch.db")


@dataclass
class Workload:
    name: str
    # What Martlet may take at most, as a multiple of the floor.
    aim: str
    floor: Job
    jobs: list
    # How much more often than the long ones short works are run.
    repeats: int = 1


class Bench:
    def __init__(self, folder, tools, litestream, megabytes, long_history):
        self.folder, self.tools, self.litestream = folder, tools, litestream
        self.megabytes, self.long_history = megabytes, long_history

    def groups(self):
        """The groups of works by name; each is prepared only when its turn comes."""
        return {
            "start": lambda: [self.start()],
            "status": lambda: self.current(10, ("status",), repeats=5, floor_is_client=True),
            "apply": lambda: map(self.apply, (10, 100, 1000)),
            "current": lambda: self.current(1000, ("status", "migrate"), repeats=2),
            "history": lambda: self.current(self.long_history, ("status", "migrate"), repeats=2),
            "rollback": lambda: [self.rollback(100)],
            "large": lambda: [self.large_file()],
            "backup": lambda: [self.backup()],
        }

    # Start-up

    def start(self):
        jobs = [Job(tool.name, tool.version()) for tool in self.tools]
        return Workload("`--version`", "2.0", Job("sqlite3", ["sqlite3", "--version"]), jobs, repeats=5)

    # Applying

    def apply(self, count):
        migrations = work.tables(count)
        folder = fresh(f"{self.folder}/apply-{count}/sqlite3")
        write(f"{folder}/all.sql", work.up_script(migrations))
        floor = Job(
            "sqlite3", ["sqlite3", "-bail", "x.db"], folder, stdin=f"{folder}/all.sql",
            prepare=lambda: remove_database(folder), check=lambda: expect_tables(folder, count))
        jobs = []
        for tool in self.tools:
            place = fresh(f"{self.folder}/apply-{count}/{tool.name}")
            tool.write_project(place, migrations)
            jobs.append(Job(
                tool.name, tool.apply(place), place, prepare=lambda place=place: remove_database(place),
                check=lambda place=place: expect_tables(place, count)))
        return Workload(f"apply {count:,} small migrations", "0.3" if count == 1000 else "", floor, jobs)

    # Nothing to do

    def current(self, count, words, repeats, floor_is_client=False):
        """Status, and a run that finds nothing to do, on a database that is up to date."""
        small = floor_is_client
        migrations = work.tables(count) if small else work.rows(count)
        projects = []
        for tool in self.tools:
            place = fresh(f"{self.folder}/current-{count}/{tool.name}")
            failure = self.bring_up_to_date(tool, place, migrations)
            projects.append((tool, place, failure))
        floor = self.client_floor(count, migrations) if small else self.digest_floor(count)
        for word in words:
            jobs = []
            for tool, place, failure in projects:
                command = tool.status(place) if word == "status" else tool.apply(place)
                jobs.append(Job(tool.name, command, place, failure=failure))
            name = "`status`" if word == "status" else "nothing to migrate"
            aim = "2.0" if small else "1.0" if count == self.long_history else ""
            yield Workload(f"{name}, {count:,} applied", aim, floor(), jobs, repeats)

    def bring_up_to_date(self, tool, place, migrations):
        """Makes a project with everything applied; says why it could not be done, if so.

        In memory, where it does not take minutes; then it is brought to the disk.
        """
        with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as memory:
            tool.write_project(memory, migrations)
            job = Job(tool.name, tool.mark_applied(memory) or tool.apply(memory), memory, limit=300)
            job.run(counts=False)
            for name in DATABASES:
                if os.path.exists(f"{memory}/{name}"):
                    shutil.copy(f"{memory}/{name}", place)
        tool.write_project(place, migrations)
        return job.failure and f"no history: {job.failure}"

    def client_floor(self, count, migrations):
        folder = fresh(f"{self.folder}/current-{count}/sqlite3")
        write(f"{folder}/all.sql", work.up_script(migrations))
        shell("sqlite3 -bail x.db < all.sql", folder)
        query = "SELECT version FROM schema_migrations ORDER BY version"
        return lambda: Job("sqlite3", ["sqlite3", "x.db", query], folder)

    def digest_floor(self, count):
        """What it takes to see that no file was edited."""
        folder = f"{self.folder}/current-{count}/martlet/migrations"
        return lambda: Job("sha256sum", ["sha256sum", *sorted(os.listdir(folder))], folder)

    # Rolling back

    def rollback(self, count):
        migrations = work.tables(count)
        folder = fresh(f"{self.folder}/rollback/sqlite3")
        write(f"{folder}/up.sql", work.up_script(migrations))
        write(f"{folder}/down.sql", work.down_script(migrations))
        shell("sqlite3 -bail x.db < up.sql", folder)
        floor = Job(
            "sqlite3", ["sqlite3", "-bail", "x.db"], folder, stdin=f"{folder}/down.sql", prepare=keeper(folder),
            check=lambda: expect_tables(folder, 0))
        jobs = []
        for tool in self.tools:
            place = fresh(f"{self.folder}/rollback/{tool.name}")
            tool.write_project(place, migrations)
            failure = Job(tool.name, tool.apply(place), place)
            failure.run(counts=False)
            jobs.append(Job(
                tool.name, tool.rollback_all(place, count), place, prepare=keeper(place),
                check=lambda place=place: expect_tables(place, 0), failure=failure.failure))
        return Workload(f"roll back {count}", "0.3", floor, jobs)

    # Large files

    def large_file(self):
        path = f"{self.folder}/large-{self.megabytes}.sql"
        rows, characters = work.large_script(path, self.megabytes)

        def expect(place):
            expect_answer(place, "SELECT count(*), sum(length(name)) FROM big", f"{rows}|{characters}")
            remove_database(place)

        folder = fresh(f"{self.folder}/large/sqlite3")
        write(f"{folder}/run.sql", f"BEGIN;\n.read {path}\nCOMMIT;\n")
        floor = Job(
            "sqlite3", ["sqlite3", "-bail", "x.db", ".read run.sql"], folder,
            prepare=lambda: remove_database(folder), check=lambda: expect(folder))
        jobs = []
        for tool in self.tools:
            place = fresh(f"{self.folder}/large/{tool.name}")
            tool.write_large(place, path)
            jobs.append(Job(
                tool.name, tool.apply(place), place, prepare=lambda place=place: remove_database(place),
                check=lambda place=place: expect(place)))
        return Workload(f"one file of {self.megabytes} MB of INSERTs", "1.2", floor, jobs)

    # Backup

    def backup(self):
        folder = fresh(f"{self.folder}/backup")
        rows = 1000 * self.megabytes * 5
        write(f"{folder}/make.sql", work.large_database(rows))
        shell("sqlite3 x.db < make.sql", folder)
        martlet = self.tools[0]

        def clean():
            for name in ("out.db", "out.db.manifest.json", "replica"):
                remove(f"{folder}/{name}")

        def expect():
            answer = shell(["sqlite3", f"{folder}/out.db", "SELECT count(*) FROM doc"]).strip()
            if answer != str(rows):
                raise Failed(f"{answer} rows instead of {rows}")

        def job(name, command, check=expect):
            return Job(name, command, folder, prepare=clean, check=check)

        floor = job("cp", ["sh", "-c", "cp x.db out.db && sync -d out.db"])
        jobs = [
            job(martlet.name, [martlet.program, "--url", f"sqlite:{folder}/x.db", "backup", "--output", "out.db"]),
            job(".backup", ["sqlite3", "x.db", ".backup out.db"]),
        ]
        if self.litestream:
            jobs.append(self.litestream_job(folder, job, clean))
        size = os.path.getsize(f"{folder}/x.db") / 1e9
        return Workload(f"back up {size:.1f} GB, with digests", "2.0", floor, jobs)

    def litestream_job(self, folder, job, clean):
        source = fresh(f"{folder}/replicated")
        shutil.copy(f"{folder}/x.db", f"{source}/x.db")
        shell(["sqlite3", f"{source}/x.db", "PRAGMA journal_mode = WAL"])
        write(
            f"{source}/litestream.yml",
            f"dbs:\n  - path: {source}/x.db\n    replica:\n      type: file\n      path: {folder}/replica\n")

        def prepare():
            clean()
            remove(f"{source}/.x.db-litestream")

        def expect():
            if int(shell(["du", "-sm", f"{folder}/replica"]).split()[0]) < 2:
                raise Failed("an empty replica")

        replicate = [self.litestream, "replicate", "-config", f"{source}/litestream.yml", "-once"]
        one = job("litestream", replicate, check=expect)
        one.prepare = prepare
        return one


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.unlink(path)


def remove_database(folder):
    for name in DATABASES:
        remove(f"{folder}/{name}")


def keeper(folder):
    """Keeps the databases of a folder as they are now; what it returns brings them back."""
    names = [name for name in DATABASES if os.path.exists(f"{folder}/{name}")]
    for name in names:
        shutil.copy(f"{folder}/{name}", f"{folder}/{name}.kept")

    def restore():
        remove_database(folder)
        for name in names:
            shutil.copy(f"{folder}/{name}.kept", f"{folder}/{name}")

    return restore


def expect_answer(folder, query, answer):
    found = shell(["sqlite3", f"{folder}/x.db", query]).strip()
    if found != answer:
        raise Failed(f"{query} gives {found} instead of {answer}")


def expect_tables(folder, count):
    expect_answer(
        folder, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name GLOB 't[0-9]*'", str(count))
