"""The table of Scripts/coverage: reads counts as LCOV, and writes the lines that no test runs to a file."""

import collections
import os
import sys

# In per cent of the lines.
TOTAL = 90.0
PART = 100.0
# What must not fail anybody: each line of it is run by a test.
PARTS = {
    "lock": [
        "Sources/MartletPostgres/Lock.swift", "Sources/MartletPostgres/LockWatch.swift",
        "Sources/MartletSQLite/Busy.swift", "Sources/MartletSQLite/Hold.swift", "Sources/MartletSQLite/InUse.swift",
        "Sources/MartletSQLite/Lock.swift",
    ],
    "history": ["Sources/MartletCore/History/"],
    "quoting": [
        "Sources/SQLText/QuotedName.swift", "Sources/MartletCore/Support/ShellWord.swift",
        "Sources/MartletPostgres/OwnStatement.swift",
        "Sources/SQLText/Identifier.swift", "Sources/SQLText/RealLiteral.swift", "Sources/SQLText/SQLLiteral.swift",
    ],
    "backup format": [
        "Sources/MartletCore/Backup/BackupManifest.swift", "Sources/MartletCore/Backup/FileDigests.swift",
        "Sources/MartletCore/Backup/FlatJSON.swift", "Sources/MartletCore/Support/Digest.swift",
        "Sources/MartletCore/Support/HexDigits.swift",
    ],
}


def read(path):
    """Each file's lines with how often they ran."""
    files, lines = {}, None
    with open(path, encoding="utf-8") as source:
        for record in source:
            kind, _, value = record.strip().partition(":")
            if kind == "SF":
                lines = files.setdefault(os.path.relpath(value), {})
            elif kind == "DA":
                number, count = value.split(",")[:2]
                lines[int(number)] = max(lines.get(int(number), 0), int(count))
    return files


def folder(file):
    """Sources/CLI, and one level more in the engine."""
    depth = 3 if file.startswith("Sources/MartletCore/") else 2
    return "/".join(file.split("/")[:depth])


def ranges(numbers):
    """1, 2, 3, 7 as 1-3, 7."""
    spans = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def main(lcov, missed_path):
    files = read(lcov)
    missed = {file: [n for n, count in sorted(lines.items()) if count == 0] for file, lines in files.items()}
    failed = False

    def show(name, chosen, threshold=None):
        nonlocal failed
        total = sum(len(files[file]) for file in chosen)
        ran = total - sum(len(missed[file]) for file in chosen)
        share = 100 * ran / total if total else 0
        mark = ""
        if threshold is not None and share < threshold:
            failed, mark = True, f"  below {threshold:g} %"
        print(f"{name:<34} {ran:>6} of {total:>6} lines {share:>7.2f} %{mark}")

    folders = collections.defaultdict(list)
    for file in files:
        folders[folder(file)].append(file)
    for name in sorted(folders):
        show(name, folders[name])
    show("all", list(files), TOTAL)
    print()
    for name, paths in PARTS.items():
        chosen = [file for file in sorted(files) if any(file.startswith(path) for path in paths)]
        for path in paths:
            if not any(file.startswith(path) for file in chosen):
                print(f"{path} is not there, or has no line that could run: see PARTS in Scripts/coverage.py")
                failed = True
        show(name, chosen, PART)
        for file in chosen:
            if missed[file]:
                print(f"    {file}: {ranges(missed[file])}")
    with open(missed_path, "w", encoding="utf-8") as output:
        for file in sorted(missed):
            if missed[file]:
                print(f"{file}: {ranges(missed[file])}", file=output)
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))
