internal import SQLText

/// A row for each thing that was done, in the order of its rank; the newest row of a version counts.
///
/// Source: <https://github.com/flyway/flyway>, `SQLiteDatabase` and `PostgreSQLDatabase`.
struct FlywayHistory: ToolHistory {
    let tool = ToolName.flyway
    var layout: LayoutName? { .flyway }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        var entries: [ToolEntry] = []
        let columns = [
            "version", "description", "type", source.text("checksum"), "installed_by", source.moment("installed_on"),
            "execution_time", source.truth("success"), "script",
        ]
        for row in try source.rows(columns, "WHERE type <> 'SCHEMA' ORDER BY installed_rank") {
            let repeatable = row.text(0) == nil ? RepeatableName(row.text(8) ?? "") : nil
            guard let version = row.text(0) ?? repeatable?.version.text, let type = row.text(2) else { continue }
            entries.removeAll { $0.version == version }
            // A file that is gone, or that was undone.
            if type == "DELETE" || type.hasPrefix("UNDO") { continue }
            var entry = ToolEntry(
                version: version, title: row.text(1), checksum: row.text(3), appliedAt: row.text(5),
                appliedBy: row.text(4), milliseconds: row.integer(6), isRepeatable: repeatable != nil)
            if type.hasSuffix("BASELINE") {
                entry.coversEarlier = true
                // The digest is of another file, if of one.
                entry.checksum = nil
            }
            if row.integer(7) != 1 { entry.fault = "Flyway has recorded that it failed" }
            entries.append(entry)
        }
        return entries
    }

    func checksums(of files: [ToolFile]) -> [[ToolChecksum]] { files.map { FlywayChecksum.all(of: $0.bytes) } }

    /// A number of its own, and the hash that Java makes of the table's quoted name.
    func lockKey(_ place: ToolPlace) -> Int64? {
        let name = "\"\(place.schema)\".\"\(place.table)\""
        let hash = name.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
        return 77_431_708_279_161 + Int64(hash)
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let newest = "(SELECT COALESCE(max(installed_rank), 0) + 1 FROM \(export.source.name))"
        func row(_ applied: ToolExport.Applied, version: String?) -> [(column: String, value: ExportedValue)] {
            [
                ("installed_rank", .sql(newest)), ("version", .value(.optional(version))),
                ("description", .value(.text(Self.description(of: applied.file)))),
                ("type", .value(.text(applied.isBaseline ? "SQL_BASELINE" : "SQL"))),
                ("script", .value(.text(applied.file.path))),
                ("checksum", .value(.integer(Int64(FlywayChecksum.current(of: applied.file.bytes))))),
                ("installed_by", .value(.text(applied.by))), ("installed_on", .moment(applied.at)),
                ("execution_time", .value(.integer(applied.milliseconds))), ("success", .truth(true)),
            ]
        }
        return export.rows(creation: Self.creation(export.source), key: "version") { row($0, version: $0.file.version) }
            + export.missingRepeatables.map { export.insertion(row($0, version: nil)) }
    }

    /// No longer than the column is.
    private static func description(of file: ToolFile) -> String {
        file.title.count <= 200 ? file.title : file.title.prefix(197) + "..."
    }

    private static func creation(_ source: ToolSource) -> [String] {
        let table = source.table
        let (checksum, moment, key) =
            switch source.driver.dialect {
            case .postgres:
                (
                    "INTEGER", "TIMESTAMP NOT NULL DEFAULT now()",
                    "CONSTRAINT \((table + "_pk").quotedAsIdentifier) PRIMARY KEY"
                )
            case .sqlite:
                ("INT", "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))", "PRIMARY KEY")
            }
        return [
            """
            CREATE TABLE \(source.name) (installed_rank INT NOT NULL \(key), version VARCHAR(50),
              description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,
              checksum \(checksum), installed_by VARCHAR(100) NOT NULL, installed_on \(moment),
              execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL)
            """,
            source.index(table + "_s_idx", on: "success"),
        ]
    }
}

/// The CRC-32 of a file's lines, as the versions of Flyway have computed it.
///
/// Source: `ChecksumCalculator` and `LoadableResource` in the tags 3.2 to 13.0.0 of <https://github.com/flyway/flyway>.
enum FlywayChecksum {
    /// Today's, and those of older versions that differ from it.
    static func all(of bytes: [UInt8]) -> [ToolChecksum] {
        let lines = lines(of: bytes)
        let eras: [(String, Int32)] = [
            ("Flyway", current(of: bytes)), ("Flyway 4 to 5.0 or 6.0.0 to 6.0.3", sum(of: lines)),
            ("Flyway 5.1.0", sum(of: lines.map(trimmed))), ("Flyway 5.1.1 to 5.2.4", sum(of: linesOfUnix(of: bytes))),
            ("Flyway 3 or older", sum(of: [bytes[...]])),
        ]
        return eras.map { ToolChecksum(text: String($1), variant: $0) }
    }

    /// That of version 6.0.4 and all since: ends of lines do not count, nor a byte order mark.
    static func current(of bytes: [UInt8]) -> Int32 {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return sum(of: lines(of: bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes))
    }

    private static func sum(of lines: [ArraySlice<UInt8>]) -> Int32 {
        var sum = CRC32()
        for line in lines { sum.update(line) }
        return Int32(bitPattern: sum.value)
    }

    /// The lines as Java's reader parts them: by `\n`, by `\r`, or by both.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }

    private static func linesOfUnix(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n")).map { line in
            line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        }
    }

    /// Without what Java takes for blank at both ends: everything up to the space.
    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = line.drop { $0 <= 0x20 }
        return start.prefix((start.lastIndex { $0 > 0x20 } ?? start.startIndex - 1) - start.startIndex + 1)
    }
}
