"""What is measured: each piece of work, its floor, and every tool that can do it."""
import os
import shutil
import tempfile
from dataclasses import dataclass

import work
from measure import Failed, Job, fresh, shell
from tools import write


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
    """What is measured on every engine."""
    # What stands behind the name of a work.
    engine = ""

    def __init__(self, folder, database, tools):
        self.folder = f"{folder}/{database.client}{self.engine.replace(' ', '-')}"
        self.database = database
        self.tools = [kind(program, database) for kind, program in tools]

    def projects(self, work_name, migrations):
        """A folder with a project for each tool, and with its database as empty as it begins."""
        for tool in self.tools:
            place = fresh(f"{self.folder}/{work_name}/{tool.name}")
            tool.write_project(place, migrations)
            yield tool, place

    def prepared(self, tool, place, command):
        """Runs something that has to be there before; says why it could not be done, if so."""
        self.database.clear(place)
        job = Job(tool.name, command, place, limit=300)
        job.run(counts=False)
        return job.failure

    # Applying

    def apply(self, count, aim=""):
        migrations = work.tables(count)
        folder = fresh(f"{self.folder}/apply-{count}/{self.database.client}")
        write(f"{folder}/all.sql", work.up_script(migrations))

        def job(place, make):
            return make(
                prepare=lambda: self.database.clear(place), check=lambda: self.database.expect_tables(place, count))

        floor = job(folder, lambda **options: self.database.job(folder, "all.sql", **options))
        jobs = [
            job(place, lambda **options: Job(tool.name, tool.apply(place), place, **options))
            for tool, place in self.projects(f"apply-{count}", migrations)
        ]
        return Workload(f"apply {count:,} small migrations{self.engine}", aim, floor, jobs)

    # Nothing to do

    def status(self, count, aim=""):
        migrations = work.tables(count)
        folder = fresh(f"{self.folder}/status-{count}/{self.database.client}")
        write(f"{folder}/all.sql", work.up_script(migrations))
        self.database.clear(folder)
        shell(self.database.command(folder, "all.sql"), folder)
        query = self.database.query(folder, "SELECT version FROM schema_migrations ORDER BY version")
        jobs = []
        for tool, place in self.projects(f"status-{count}", migrations):
            failure = self.prepared(tool, place, tool.apply(place))
            jobs.append(Job(tool.name, tool.status(place), place, failure=failure))
        return Workload(
            f"`status`, {count:,} applied{self.engine}", aim, Job(self.database.client, query, folder), jobs, repeats=5)

    # Rolling back

    def rollback(self, count, aim):
        migrations = work.tables(count)
        folder = fresh(f"{self.folder}/rollback/{self.database.client}")
        write(f"{folder}/up.sql", work.up_script(migrations))
        write(f"{folder}/down.sql", work.down_script(migrations))
        self.database.clear(folder)
        shell(self.database.command(folder, "up.sql"), folder)
        floor = self.database.job(
            folder, "down.sql", prepare=self.database.keep(folder),
            check=lambda: self.database.expect_tables(folder, 0))
        jobs = []
        for tool, place in self.projects("rollback", migrations):
            failure = self.prepared(tool, place, tool.apply(place))
            jobs.append(Job(
                tool.name, tool.rollback_all(place, count), place, prepare=self.database.keep(place),
                check=lambda place=place: self.database.expect_tables(place, 0), failure=failure))
        return Workload(f"roll back {count}{self.engine}", aim, floor, jobs)

    # Large files

    def large_file(self, megabytes, aim):
        path = f"{os.path.dirname(self.folder)}/large-{megabytes}.sql"
        rows, characters = work.large_script(path, megabytes)
        folder = fresh(f"{self.folder}/large/{self.database.client}")
        write(f"{folder}/run.sql", self.database.in_one_transaction(path))

        def job(place, make):
            def check():
                query = "SELECT count(*), sum(length(name)) FROM big"
                self.database.expect(place, query, f"{rows}|{characters}")
                self.database.clear(place)

            return make(prepare=lambda: self.database.clear(place), check=check)

        floor = job(folder, lambda **options: self.database.job(folder, "run.sql", **options))
        jobs = []
        for tool in self.tools:
            place = fresh(f"{self.folder}/large/{tool.name}")
            tool.write_large(place, path)
            jobs.append(job(place, lambda **options: Job(tool.name, tool.apply(place), place, **options)))
        return Workload(f"one file of {megabytes} MB of INSERTs{self.engine}", aim, floor, jobs)


class SQLiteBench(Bench):
    """The works on files."""

    def __init__(self, folder, database, tools, options, litestream):
        super().__init__(folder, database, tools)
        self.options, self.litestream = options, litestream

    def groups(self):
        """The groups of works by name; each is prepared only when its turn comes."""
        long = self.options.history
        return {
            "start": lambda: [self.start()],
            "status": lambda: [self.status(10, "2.0")],
            "apply": lambda: (self.apply(count, "0.3" if count == 1000 else "") for count in (10, 100, 1000)),
            "current": lambda: self.current(1000, ""),
            "history": lambda: self.current(long, "1.0"),
            "rollback": lambda: [self.rollback(100, "0.3")],
            "large": lambda: [self.large_file(self.options.megabytes, "1.2")],
            "backup": lambda: [self.backup(self.options.megabytes * 5)],
        }

    def start(self):
        jobs = [Job(tool.name, tool.version()) for tool in self.tools]
        return Workload("`--version`", "2.0", Job("sqlite3", ["sqlite3", "--version"]), jobs, repeats=5)

    # Long histories

    def current(self, count, aim):
        """Status, and a run that finds nothing to do, on a database that is up to date."""
        migrations = work.rows(count)
        projects = []
        for tool in self.tools:
            place = fresh(f"{self.folder}/current-{count}/{tool.name}")
            projects.append((tool, place, self.bring_up_to_date(tool, place, migrations)))
        for name, command in (("`status`", "status"), ("nothing to migrate", "apply")):
            jobs = [
                Job(tool.name, getattr(tool, command)(place), place, failure=failure)
                for tool, place, failure in projects
            ]
            yield Workload(f"{name}, {count:,} applied", aim, self.digests(count), jobs, repeats=2)

    def bring_up_to_date(self, tool, place, migrations):
        """Makes a project with everything applied; says why it could not be done, if so.

        In memory, where it does not take minutes; then it is brought to the disk.
        """
        with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as memory:
            tool.write_project(memory, migrations)
            failure = self.prepared(tool, memory, tool.mark_applied(memory) or tool.apply(memory))
            for name in self.database.files:
                if os.path.exists(f"{memory}/{name}"):
                    shutil.copy(f"{memory}/{name}", place)
        tool.write_project(place, migrations)
        return failure and f"no history: {failure}"

    def digests(self, count):
        """What it takes to see that no file was edited."""
        folder = f"{self.folder}/current-{count}/martlet/migrations"
        return Job("sha256sum", ["sha256sum", *sorted(os.listdir(folder))], folder)

    # Backup

    def backup(self, megabytes):
        folder = fresh(f"{self.folder}/backup")
        rows = 1000 * megabytes
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
            job(martlet.name, [martlet.program, "--url", self.database.url(folder), "backup", "--output", "out.db"]),
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


class PostgresBench(Bench):
    """The works on a server."""
    engine = ", PostgreSQL"

    def __init__(self, folder, database, tools, options):
        super().__init__(folder, database, tools)
        self.options = options

    def groups(self):
        return {
            "postgres-status": lambda: [self.status(10)],
            "postgres-apply": lambda: (self.apply(count, "1.0" if count == 1000 else "") for count in (10, 100, 1000)),
            "postgres-rollback": lambda: [self.rollback(100, "1.0")],
            "postgres-large": lambda: [self.large_file(self.options.megabytes, "0.35")],
        }


class DistantBench(Bench):
    """The works on a server that is some way off."""
    engine = ", PostgreSQL 2 ms away"

    def groups(self):
        return {"postgres-distant": lambda: [self.apply(100, "0.5")]}


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.unlink(path)
