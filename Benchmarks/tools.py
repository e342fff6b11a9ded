"""The tools: how each wants its project, and which of its commands does what.

Where a tool has two ways, the quicker documented one is taken.
"""
import os
import shutil

from work import script


def wrap(source, path, before, after):
    """A copy of a file that may be large, between two lines."""
    write(path, before)
    with open(source, "rb") as text, open(path, "ab") as copy:
        shutil.copyfileobj(text, copy)
        copy.write(after.encode())


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


class Tool:
    """A migration tool in a folder that has its project, and a database of its own."""
    name = ""

    def __init__(self, program, database):
        self.program, self.database = program, database

    def version(self):
        return [self.program, "--version"]

    def write_project(self, folder, migrations):
        raise NotImplementedError

    def write_large(self, folder, path):
        """A project with one migration: the script at `path`."""
        raise NotImplementedError

    def apply(self, folder):
        raise NotImplementedError

    def status(self, folder):
        raise NotImplementedError

    def rollback_all(self, folder, count):
        raise NotImplementedError

    def mark_applied(self, folder):
        """Takes all migrations for applied, quicker than running them; `None` if it cannot."""
        return None


class Martlet(Tool):
    name = "martlet"

    def write_project(self, folder, migrations):
        for step in migrations:
            back = "".join(f"-- {line}\n" for line in script(step.down).splitlines())
            write(f"{folder}/migrations/{step.version}_{step.name}.sql", f"{script(step.up)}\n-- ROLLBACK:\n{back}")

    def write_large(self, folder, path):
        os.makedirs(f"{folder}/migrations")
        shutil.copy(path, f"{folder}/migrations/20240101000001_big.sql")

    def run(self, folder, *words):
        return [self.program, "--url", self.database.url(folder), "--migrations", f"{folder}/migrations", *words]

    def apply(self, folder):
        return self.run(folder, "migrate")

    def status(self, folder):
        return self.run(folder, "status")

    def rollback_all(self, folder, count):
        return self.run(folder, "rollback", "--steps", str(count), "--yes")


class Dbmate(Tool):
    name = "dbmate"

    def write_project(self, folder, migrations):
        for step in migrations:
            write(
                f"{folder}/db/migrations/{step.version}_{step.name}.sql",
                f"-- migrate:up\n{script(step.up)}\n-- migrate:down\n{script(step.down)}")

    def write_large(self, folder, path):
        wrap(path, f"{folder}/db/migrations/20240101000001_big.sql", "-- migrate:up\n", "-- migrate:down\n")

    def run(self, folder, word):
        return [self.program, "--no-dump-schema", "--url", self.database.url(folder), word]

    def apply(self, folder):
        return self.run(folder, "up")

    def status(self, folder):
        return self.run(folder, "status")

    def rollback_all(self, folder, count):
        # It takes back one a call.
        call = " ".join(f"'{word}'" for word in self.run(folder, "rollback"))
        return ["sh", "-c", f"for i in $(seq {count}); do {call} || exit 1; done"]


class Sqlx(Tool):
    name = "sqlx"

    def write_project(self, folder, migrations):
        for step in migrations:
            write(f"{folder}/migrations/{step.version}_{step.name}.up.sql", script(step.up))
            write(f"{folder}/migrations/{step.version}_{step.name}.down.sql", script(step.down))

    def write_large(self, folder, path):
        os.makedirs(f"{folder}/migrations")
        shutil.copy(path, f"{folder}/migrations/20240101000001_big.up.sql")
        write(f"{folder}/migrations/20240101000001_big.down.sql", "")

    def run(self, folder, *words):
        url = self.database.url(folder)
        return [self.program, "migrate", *words, "--source", f"{folder}/migrations", "-D", url]

    def apply(self, folder):
        if not self.database.is_file:
            return self.run(folder, "run")
        # It wants the file to be there.
        run = " ".join(f"'{word}'" for word in self.run(folder, "run"))
        return ["sh", "-c", f"'{self.program}' database create -D '{self.database.url(folder)}' && {run}"]

    def status(self, folder):
        return self.run(folder, "info")

    def rollback_all(self, folder, count):
        return [*self.run(folder, "revert"), "--target-version", "0"]


class Alembic(Tool):
    name = "alembic"

    def write_settings(self, folder):
        write(
            f"{folder}/alembic.ini",
            "[alembic]\nscript_location = %(here)s/al\npath_separator = os\n"
            f"sqlalchemy.url = {self.database.sqlalchemy_url(folder)}\n")
        write(f"{folder}/al/script.py.mako", "")
        write(f"{folder}/al/env.py", """\
from alembic import context
from sqlalchemy import engine_from_config, pool
section = context.config.get_section(context.config.config_ini_section)
with engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
""")

    def write_project(self, folder, migrations):
        self.write_settings(folder)
        before = None
        for step in migrations:
            up, down = ("".join(f"    op.execute({text!r})\n" for text in part) for part in (step.up, step.down))
            write(
                f"{folder}/al/versions/r{step.number:05d}.py",
                f"from alembic import op\nrevision = 'r{step.number:05d}'\ndown_revision = {before!r}\n\n\n"
                f"def upgrade():\n{up}\n\ndef downgrade():\n{down}")
            before = f"r{step.number:05d}"

    def write_large(self, folder, path):
        self.write_settings(folder)
        # It has no migrations in SQL: this is how its users run a file.
        run = "connection.driver_connection.executescript" if self.database.is_file else "exec_driver_sql"
        write(
            f"{folder}/al/versions/r1.py",
            "from alembic import op\nrevision = 'r1'\ndown_revision = None\n\n\ndef upgrade():\n"
            f"    op.get_bind().{run}(open({path!r}).read())\n")

    def apply(self, folder):
        return [self.program, "upgrade", "head"]

    def status(self, folder):
        return [self.program, "current", "--check-heads"]

    def rollback_all(self, folder, count):
        return [self.program, "downgrade", "base"]

    def mark_applied(self, folder):
        return [self.program, "stamp", "head"]


class Sqitch(Tool):
    name = "sqitch"

    def write_project(self, folder, migrations):
        write(f"{folder}/sqitch.conf", f"[core]\n\tengine = {self.database.engine}\n")
        plan = ["%syntax-version=1.0.0", "%project=bench", ""]
        for step in migrations:
            plan.append(f"{step.name} 2024-01-01T00:00:00Z Bench <bench@example.org> # {step.name}")
            write(f"{folder}/deploy/{step.name}.sql", f"BEGIN;\n{script(step.up)}COMMIT;\n")
            write(f"{folder}/revert/{step.name}.sql", f"BEGIN;\n{script(step.down)}COMMIT;\n")
        write(f"{folder}/sqitch.plan", "\n".join(plan) + "\n")

    def write_large(self, folder, path):
        write(f"{folder}/sqitch.conf", f"[core]\n\tengine = {self.database.engine}\n")
        write(
            f"{folder}/sqitch.plan",
            "%syntax-version=1.0.0\n%project=bench\n\nbig 2024-01-01T00:00:00Z Bench <bench@example.org> # big\n")
        wrap(path, f"{folder}/deploy/big.sql", "BEGIN;\n", "COMMIT;\n")

    def apply(self, folder):
        return [self.program, "deploy", self.database.sqitch_url(folder)]

    def status(self, folder):
        return [self.program, "status", self.database.sqitch_url(folder)]

    def rollback_all(self, folder, count):
        return [self.program, "revert", "-y", self.database.sqitch_url(folder)]

    def mark_applied(self, folder):
        return [self.program, "deploy", "--log-only", self.database.sqitch_url(folder)]


def installed(martlet, peers):
    """Martlet, and the peers that are there: what makes each for a database."""
    found = [(Martlet, martlet)]
    for kind in (Dbmate, Sqlx, Alembic, Sqitch):
        program = shutil.which(kind.name, path=f"{peers}/bin:/usr/bin")
        if peers and program:
            found.append((kind, program))
    return found
