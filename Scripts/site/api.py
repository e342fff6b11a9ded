"""Builds the documentation of the library with DocC; fails where a public symbol has none."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent.parent
MODULE = "Martlet"
# What a program sees that imports the module.
EXPORTED = ["MartletCore", "SQLText"]


def run(*command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def extract(build, folder):
    """Writes the symbol graph of the built module."""
    target = json.loads(run("swift", "-print-target-info"))["target"]["triple"]
    # Of the C libraries, and of the C targets, whose maps the build makes.
    maps = [*sorted(ROOT.glob("Sources/*/module.modulemap")), *sorted(build.glob("*.build/module.modulemap"))]
    includes = [f"-I{path.parent}" for path in maps]
    run(
        "swift", "symbolgraph-extract", "-module-name", MODULE, f"-I{build / 'Modules'}", *includes, "-target", target,
        "-minimum-access-level", "public", "-skip-inherited-docs", "-skip-synthesized-members",
        f"-experimental-allowed-reexported-modules={','.join(EXPORTED)}", "-output-dir", folder)
    file = folder / f"{MODULE}.symbols.json"
    graph = json.loads(file.read_text(encoding="utf-8"))
    # Nobody can document what only the compiler has written, such as init(rawValue:).
    made = {
        symbol["identifier"]["precise"] for symbol in graph["symbols"]
        if "docComment" not in symbol and "location" not in symbol}
    graph["symbols"] = [symbol for symbol in graph["symbols"] if symbol["identifier"]["precise"] not in made]
    graph["relationships"] = [relation for relation in graph["relationships"] if relation["source"] not in made]
    file.write_text(json.dumps(graph), encoding="utf-8")


def convert(graphs, output, base):
    shutil.rmtree(output, ignore_errors=True)
    run(
        "docc", "convert", ROOT / f"Sources/{MODULE}/{MODULE}.docc", "--additional-symbol-graph-dir", graphs,
        "--fallback-display-name", MODULE, "--fallback-bundle-identifier", f"dev.martlet.{MODULE}",
        "--warnings-as-errors", "--enable-inherited-docs", "--transform-for-static-hosting", "--hosting-base-path", base,
        "--experimental-documentation-coverage", "--coverage-summary-level", "brief", "--output-path", output)


def undocumented(output):
    """The number of symbols, and the names of those without a word."""
    entries = json.loads((output / "documentation-coverage.json").read_text(encoding="utf-8"))
    symbols = [entry for entry in entries if entry["kind"]["isSymbol"]]
    return len(symbols), sorted(entry["referencePath"].split("/documentation/")[1] for entry in symbols if not entry["hasAbstract"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / ".build/release")
    arguments.add_argument("--output", type=pathlib.Path, default=ROOT / ".build/site/api")
    arguments.add_argument("--base", default="api", help="the path of the output on the server")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        extract(given.build, pathlib.Path(folder))
        convert(pathlib.Path(folder), given.output, given.base)
    count, missing = undocumented(given.output)
    for name in missing:
        print(f"{name} is public and not documented", file=sys.stderr)
    if missing or count == 0:
        return 3
    print(f"site: {count} public symbols, all documented, in {given.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
