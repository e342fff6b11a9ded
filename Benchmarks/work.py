"""The migrations that every tool gets, and the same work as a script for the `sqlite3` client."""
import json
import os
import random
from dataclasses import dataclass


@dataclass
class Migration:
    number: int
    up: list
    down: list

    @property
    def version(self):
        return f"{20240101000000 + self.number}"

    @property
    def name(self):
        return f"change_{self.number:05d}"


def tables(count):
    """Migrations of a table and an index each."""
    return [
        Migration(
            number,
            [f"CREATE TABLE t{number} (\n  id INTEGER PRIMARY KEY,\n  name TEXT NOT NULL,\n  amount REAL\n)",
             f"CREATE INDEX t{number}_name ON t{number} (name)"],
            [f"DROP TABLE t{number}"])
        for number in range(1, count + 1)
    ]


def rows(count):
    """Migrations of one row each over one table: a long history with a small schema."""
    changes = [
        Migration(
            number, [f"INSERT INTO log (id, note) VALUES ({number}, 'row number {number}')"],
            [f"DELETE FROM log WHERE id = {number}"])
        for number in range(1, count + 1)
    ]
    changes[0] = Migration(1, ["CREATE TABLE log (id INTEGER PRIMARY KEY, note TEXT NOT NULL)"], ["DROP TABLE log"])
    return changes


def script(statements):
    return "".join(f"{statement};\n" for statement in statements)


def up_script(migrations):
    """What `sqlite3` gets for the same work: BEGIN and COMMIT for each file, and a row of history."""
    parts = ["CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);\n"]
    for step in migrations:
        row = f"INSERT INTO schema_migrations VALUES ('{step.version}');\n"
        parts.append(f"BEGIN;\n{script(step.up)}{row}COMMIT;\n")
    return "".join(parts)


def down_script(migrations):
    """The way back of all of them, one by one."""
    return "".join(
        f"BEGIN;\n{script(step.down)}DELETE FROM schema_migrations WHERE version = '{step.version}';\nCOMMIT;\n"
        for step in reversed(migrations))


def large_script(path, megabytes):
    """One file of single-row INSERTs of about 1 KB; says how many rows and characters there are afterwards.

    The text has quotes, semicolons and comment marks in it, as data does.
    """
    known = path + ".json"
    if os.path.exists(known):
        with open(known) as file:
            return json.load(file)
    words = ["lorem", "ipsum", "it''s", "a;b", "--not a comment", "/* nor this */", "naïve", "日本", "$$x$$"]
    source = random.Random(7)
    fillers = [" ".join(source.choice(words) for _ in range(130)) for _ in range(200)]
    size = row = characters = 0
    with open(path, "w") as file:
        file.write("CREATE TABLE big (id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, name TEXT NOT NULL, amount REAL);\n")
        while size < megabytes * 1_000_000:
            row += 1
            text = fillers[source.randrange(200)]
            line = f"INSERT INTO big VALUES ({row}, {row % 1000}, '{text}', {row * 1.5});\n"
            characters += len(text.replace("''", "'"))
            size += len(line.encode())
            file.write(line)
    with open(known, "w") as file:
        json.dump([row, characters], file)
    return [row, characters]


def large_database(rows):
    """A script that makes a database of about 1 KB a row: numbers, text, and bytes that cannot be compressed."""
    return f"""
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE doc (
            id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, blob BLOB,
            score REAL, created TEXT);
        INSERT INTO doc
        WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {rows})
        SELECT i, abs(random()) % 50000, 'document title number ' || i,
            'The quick brown fox ' || i || ' jumps over the lazy dog; ' || hex(randomblob(150)), randomblob(450),
            i * 0.37, '2024-01-01' FROM c;
        CREATE INDEX doc_owner ON doc (owner);
        PRAGMA journal_mode = DELETE;
        """
