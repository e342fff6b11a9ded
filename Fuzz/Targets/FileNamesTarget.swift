@testable import MartletCore

/// Names from folders and command lines: of migrations, their versions, and paths; cut at NUL.
enum FileNamesTarget {
    static func check(_ input: [UInt8]) throws {
        let texts = FuzzInput(input).texts
        for text in texts.prefix(4) {
            try checkName(text)
            try checkPath(text)
            try checkShown(text)
        }
        let versions = texts.prefix(4).map { MigrationVersion($0) }
        for version in versions { try checkVersion(version) }
        for left in versions {
            for right in versions { try checkOrder(left, right, versions) }
        }
    }

    // MARK: Migrations

    private static func checkName(_ name: String) throws {
        let entry = DirectoryEntry(name: name, kind: .file)
        guard let parts = MigrationFileName(name) else {
            let objection = MigrationFileName.objection(to: entry)
            let saysEnding = objection.contains("does not end in .sql")
            try require(
                saysEnding == !name.utf8.suffix(4).elementsEqual(".sql".utf8), "\(name): \(objection)")
            try require(!MigrationFileName.advice(for: entry).isEmpty, "no advice for \(name)")
            return
        }
        try require(parts.version.isNumeric, "the version of \(name) is no number: \(parts.version)")
        let ending = parts.isDown ? ".down.sql" : ".sql"
        let spaced = String(decoding: name.utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }, as: UTF8.self)
        let forms = [parts.version.text + " " + parts.title + ending, parts.version.text + ending]
        try require(
            forms.contains { $0.utf8.elementsEqual(spaced.utf8) }, "\(name) is read as \(parts.version), \(parts.title)"
        )
    }

    private static func checkVersion(_ version: MigrationVersion) throws {
        let place = MigrationVersion(version.place)
        try require(version.hasPlace(of: place) && place.place == version.place, "\(version) is not at its own place")
        guard version.isNumeric else { return }
        try require(version < version.successor, "\(version) is followed by \(version.successor)")
        try require(
            version.successor.text.utf8.count >= version.text.utf8.count, "\(version.successor) has fewer digits")
    }

    private static func checkOrder(
        _ left: MigrationVersion, _ right: MigrationVersion, _ others: [MigrationVersion]
    ) throws {
        let answers = [left < right, left == right, right < left].count { $0 }
        try require(answers == 1, "\(answers) of <, == and > hold for \(left) and \(right)")
        try require(
            left.hasPlace(of: right) == left.place.utf8.elementsEqual(right.place.utf8),
            "places of \(left) and \(right)")
        try require(left.hasPlace(of: right) == right.hasPlace(of: left), "places of \(left) and \(right), swapped")
        guard left < right else { return }
        for other in others where right < other { try require(left < other, "\(left) < \(right) < \(other)") }
        if left.hasPlace(of: right) {
            for other in others where left < other && other < right {
                try require(other.hasPlace(of: left), "\(other) stands between \(left) and \(right)")
            }
        }
    }

    // MARK: Paths

    private static func checkPath(_ text: String) throws {
        guard let path = FilePath(text) else {
            return try require(text.isEmpty || text.utf8.contains(0), "\(text) is refused")
        }
        let normal = path.normalized
        try require(normal.normalized == normal, "\(path) becomes \(normal), then \(normal.normalized)")
        try require(normal.isAbsolute == path.isAbsolute, "\(path) becomes \(normal)")
        let seen = path.resolved(against: "/base/folder")
        try require(seen.isAbsolute && !seen.string.split(separator: "/").contains(".."), "\(path) is seen as \(seen)")
        let stem = path.extension.map { path.stem + "." + $0 } ?? path.stem
        try require(stem.utf8.elementsEqual(path.name.utf8), "\(path.name) is \(path.stem) and \(path.extension ?? "")")
        try require(
            normal.name == "." || normal.name == ".." || normal.string == "/"
                || normal.parent.appending(normal.name).normalized == normal,
            "\(normal) is not \(normal.name) in \(normal.parent)")
        let below = seen.display(relativeTo: "/base/folder")
        try require(
            seen.isInside("/base/folder") == (below.utf8.first != UInt8(ascii: "/")), "\(seen) is shown as \(below)")
        try require(!below.unicodeScalars.contains(where: PrintableText.isHarmful), "\(below) is not safe to show")
    }

    // MARK: Text to be shown

    private static func checkShown(_ text: String) throws {
        let shown = PrintableText.escaping(text)
        try require(!shown.unicodeScalars.contains(where: PrintableText.isHarmful), "\(shown) is not safe to show")
        try require(PrintableText.escaping(shown).utf8.elementsEqual(shown.utf8), "\(shown) is escaped again")
        try require(
            ShellWords.read(text.quotedForShell) == [text], "a shell reads something else: \(text.quotedForShell)")
    }
}

/// Reads a command line as a shell does, as far as our quoting uses it.
private enum ShellWords {
    static func read(_ line: String) -> [String] {
        var words: [[UInt8]] = []
        var isInWord = false
        var isQuoted = false
        var isEscaped = false
        for byte in line.utf8 {
            if !isQuoted, !isEscaped, byte == 0x20 || byte == 0x0A || byte == 0x09 {
                isInWord = false
                continue
            }
            if !isInWord { words.append([]) }
            isInWord = true
            if isEscaped {
                words[words.count - 1].append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "'") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "\\"), !isQuoted {
                isEscaped = true
            } else {
                words[words.count - 1].append(byte)
            }
        }
        return words.map { String(decoding: $0, as: UTF8.self) }
    }
}
