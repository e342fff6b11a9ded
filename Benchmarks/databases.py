"""Where a tool's database is, and what the plain client does with it: one class an engine, a database a folder."""
import os
import shutil
import time
import zlib

from measure import Failed, Job, shell
from server import PROGRAMS


class Database:
    """What both engines have."""
    engine = client = ""
    is_file = True

    def expect(self, folder, query, answer):
        found = self.ask(folder, query)
        if found != answer:
            raise Failed(f"{query} gives {found} instead of {answer}")

    def expect_tables(self, folder, count):
        self.expect(folder, self.count_of_tables, str(count))

    def job(self, folder, script, **options):
        """The floor: the plain client on a script, which is in the folder."""
        return Job(self.client, self.command(folder, script), folder, **options)


class SQLite(Database):
    engine, client = "sqlite", "sqlite3"
    count_of_tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name GLOB 't[0-9]*'"
    # The database with what lies beside it, and the second one in which Sqitch keeps its records.
    files = ("x.db", "x.db-wal", "x.db-shm", "x.db-journal", "sqitch.db")

    def url(self, folder):
        return f"sqlite:{folder}/x.db"

    def sqlalchemy_url(self, folder):
        return f"sqlite:///{folder}/x.db"

    def sqitch_url(self, folder):
        return f"db:sqlite:{folder}/x.db"

    def command(self, folder, script):
        return ["sqlite3", "-bail", "x.db", f".read {script}"]

    def in_one_transaction(self, path):
        return f"BEGIN;\n.read {path}\nCOMMIT;\n"

    def query(self, folder, query):
        return ["sqlite3", "x.db", query]

    def ask(self, folder, query):
        return shell(["sqlite3", f"{folder}/x.db", query]).strip()

    def clear(self, folder):
        for name in self.files:
            if os.path.exists(f"{folder}/{name}"):
                os.unlink(f"{folder}/{name}")

    def keep(self, folder):
        """Keeps the databases of a folder as they are now; what it returns brings them back."""
        names = [name for name in self.files if os.path.exists(f"{folder}/{name}")]
        for name in names:
            shutil.copy(f"{folder}/{name}", f"{folder}/{name}.kept")

        def restore():
            self.clear(folder)
            for name in names:
                shutil.copy(f"{folder}/{name}.kept", f"{folder}/{name}")

        return restore


class PostgreSQL(Database):
    engine, client = "pg", "psql"
    is_file = False
    count_of_tables = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '^t[0-9]+$'"

    def __init__(self, port, way=None):
        # `way` is the port by which the measured programs reach the server, if it is another.
        self.port, self.way = port, way or port

    def name(self, folder):
        return f"bench_{zlib.crc32(folder.encode()):08x}"

    def url(self, folder):
        return f"postgres://postgres@127.0.0.1:{self.way}/{self.name(folder)}?sslmode=disable"

    def sqlalchemy_url(self, folder):
        return f"postgresql+psycopg2://postgres@127.0.0.1:{self.way}/{self.name(folder)}"

    def sqitch_url(self, folder):
        return f"db:pg://postgres@127.0.0.1:{self.way}/{self.name(folder)}"

    def psql(self, port, name, *words):
        return [
            f"{PROGRAMS}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port),
            "-U", "postgres", "-d", name, *words,
        ]

    def command(self, folder, script):
        return self.psql(self.way, self.name(folder), "-f", script)

    def in_one_transaction(self, path):
        return f"BEGIN;\n\\i {path}\nCOMMIT;\n"

    def query(self, folder, query):
        return self.psql(self.way, self.name(folder), "-c", query)

    def ask(self, folder, query):
        return shell(self.psql(self.port, self.name(folder), "-c", query)).strip()

    def administer(self, *statements):
        shell(self.psql(self.port, "postgres", *(word for one in statements for word in ("-c", one))))

    def make(self, name, template):
        self.take_away(name)
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}", "CHECKPOINT")

    def take_away(self, name):
        """Drops a database if it is large, and else gives it another name for as long as the server runs.

        After thousands of files have gone, ext4 takes several times as long to make new ones: for minutes it looks at
        each of their numbers and passes it over (`recently_deleted` in fs/ext4/ialloc.c). Who ran after a database of
        many tables was dropped would pay for that.
        """
        size = shell(self.psql(self.port, "postgres", "-c", self.SIZE.format(name))).strip()
        if size and int(size) > self.LARGE:
            self.administer(f"DROP DATABASE {name} WITH (FORCE)")
        elif size:
            self.administer(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
                f"ALTER DATABASE {name} RENAME TO old_{time.time_ns()}")

    SIZE = "SELECT pg_database_size(oid) FROM pg_database WHERE datname = '{}'"
    LARGE = 100_000_000

    def clear(self, folder):
        self.make(self.name(folder), "template0")

    def keep(self, folder):
        """Keeps the database of a folder as it is now; what it returns brings it back."""
        name = self.name(folder)
        self.make(f"{name}_kept", name)
        return lambda: self.make(name, f"{name}_kept")
