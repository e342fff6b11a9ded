#!/usr/bin/env python3
"""Runs Martlet over folders of other projects' migrations, and compares the result with that of the plain clients.

TREES holds a folder of migrations for each name; REFERENCES holds for each NAME.schema.sql and NAME.rows.tsv, as psql or
sqlite3 alone have made them; LIST is a table of tabs with the columns name, dialect and, if needed, options:
`pgoptions=-c+search_path=a`, `placeholder=NAME=VALUE`, `layout=NAME`, `setup=FILE`, with semicolons between them.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Benchmarks"))
from server import PROGRAMS, Cluster  # noqa: E402

OWN = "martlet_"
COUNTS = """
    SELECT format('%I.%I', n.nspname, c.relname), (xpath('/row/c/text()', query_to_xml(
      format('select count(*) as c from only %I.%I', n.nspname, c.relname), false, true, '')))[1]::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relname !~ '^martlet_' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname !~ '^pg_(toast|temp)'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"""


def run(command, **options):
    return subprocess.run(command, capture_output=True, **options)


def text(command, **options):
    result = run(command, **options)
    return result.stdout.decode("utf-8", "replace") + result.stderr.decode("utf-8", "replace")


class Server:
    """A database of a server, asked through its own clients."""

    def __init__(self, cluster, name, options, work):
        self.name = "corpus_" + name.replace("-", "_")
        base = dict(os.environ, PGHOST="127.0.0.1", PGPORT=str(cluster.port), PGUSER="postgres")
        run([f"{PROGRAMS}/createdb", "-T", "template0", "-E", "UTF8", self.name], env=base)
        settings = "-c client_min_messages=warning " + options.get("pgoptions", [""])[0].replace("+", " ")
        self.environment = dict(base, PGOPTIONS=settings)
        self.asking = dict(self.environment, PGDATABASE=self.name)
        self.url = f"postgres://postgres@127.0.0.1:{cluster.port}/{self.name}"
        for file in options.get("setup", []):
            run([f"{PROGRAMS}/psql", "-X", "-q", "-f", file], env=self.asking)

    def schema(self):
        dump = text(
            [f"{PROGRAMS}/pg_dump", "--schema-only", "--no-owner", "--no-privileges", "-T", f"*.{OWN}*"], env=self.asking)
        lines = [line for line in dump.splitlines() if not re.match(r"^\\(un)?restrict |^-- Dumped (from|by)", line)]
        return "\n".join(lines).strip() + "\n"

    def rows(self):
        asking = dict(self.asking, PGOPTIONS="-c row_security=off")
        return text([f"{PROGRAMS}/psql", "-X", "-q", "-A", "-t", "-F", "\t", "-c", COUNTS], env=asking)


class File:
    """A database in a file, asked through sqlite3."""

    def __init__(self, work):
        self.path, self.environment = f"{work}/app.db", dict(os.environ)
        self.url = f"sqlite:{self.path}"

    def ask(self, sql):
        return json.loads(text(["sqlite3", "-batch", "-json", "-init", "/dev/null", self.path, sql]) or "[]")

    def objects(self):
        mine = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT LIKE 'martlet\\_%' ESCAPE '\\'"
        return self.ask(f"SELECT type, name, sql FROM sqlite_schema WHERE {mine} ORDER BY type, name")

    def schema(self):
        return "\n".join(f"-- {each['type']} {each['name']}\n{each['sql']};" for each in self.objects()) + "\n"

    def rows(self):
        plain = [each["name"] for each in self.objects()
                 if each["type"] == "table" and not each["sql"].lower().startswith("create virtual")]
        quoted = [(name, '"' + name.replace('"', '""') + '"') for name in sorted(plain)]
        return "".join(f"{name}\t{self.ask(f'SELECT count(*) AS n FROM {sql}')[0]['n']}\n" for name, sql in quoted)


def options_of(column):
    found = {}
    for option in filter(None, column.split(";")):
        key, _, value = option.partition("=")
        found.setdefault(key, []).append(value)
    return found


def go_back(command, **options):
    """One step at a time, until there is none, or one fails."""
    steps = 0
    while True:
        result = run([*command[:1], "rollback", "--steps", "1", "--yes", *command[1:]], **options)
        if result.returncode:
            break
        steps += 1
    lines = result.stderr.decode("utf-8", "replace").splitlines()
    reason = next((line for line in lines if line.startswith("error[")), "")
    place = next((line.split("/")[-1].strip() for line in lines if line.strip().startswith("-->")), "")
    return f"{steps} back, then {reason[:90]} {place}"


def judge(name, database, arguments, options, work):
    command = [arguments.martlet, "--url", database.url, "--migrations", os.path.join(arguments.trees, name)]
    for value in options.get("placeholder", []):
        command += ["--placeholder", value]
    for value in options.get("layout", []):
        command += ["--layout", value]
    where = {"env": database.environment, "cwd": work}
    result = run([*command[:1], "migrate", *command[1:]], **where)
    judgements = [f"exit {result.returncode}"]
    for what, found in (("schema.sql", database.schema()), ("rows.tsv", database.rows())):
        with open(os.path.join(arguments.references, f"{name}.{what}")) as file:
            judgements.append(f"{what.split('.')[0]} {'same' if file.read() == found else 'DIFFERS'}")
    if arguments.back and result.returncode == 0:
        judgements.append(go_back(command, **where))
    if result.returncode:
        judgements.append(result.stderr.decode("utf-8", "replace")[:500])
    return judgements


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees")
    parser.add_argument("references")
    parser.add_argument("list")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--martlet", default=".build/release/martlet")
    parser.add_argument("--back", action="store_true", help="also the way back, as far as it goes")
    arguments = parser.parse_args()
    arguments.martlet, arguments.trees = os.path.abspath(arguments.martlet), os.path.abspath(arguments.trees)
    with open(arguments.list) as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    good = True
    with Cluster() as cluster:
        for name, dialect, *rest in rows:
            if arguments.names and name not in arguments.names:
                continue
            options = options_of(rest[0] if rest else "")
            with tempfile.TemporaryDirectory() as work:
                database = Server(cluster, name, options, work) if dialect == "postgres" else File(work)
                judgements = judge(name, database, arguments, options, work)
            good = good and judgements[:3] == ["exit 0", "schema same", "rows same"]
            print("  ".join([name, *judgements]), flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
