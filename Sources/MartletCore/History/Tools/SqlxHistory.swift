internal import SQLText

/// A row for each migration with the SHA-384 of its file.
///
/// Source: <https://github.com/launchbadge/sqlx/blob/main/sqlx-postgres/src/migrate.rs>.
struct SqlxHistory: ToolHistory {
    let tool = ToolName.sqlx
    var layout: LayoutName? { .sqlx }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        let columns = [
            source.text("version"), "description", source.moment("installed_on"), source.truth("success"), "checksum",
            "execution_time",
        ]
        return try source.rows(columns, "ORDER BY version").map { row in
            var entry = ToolEntry(version: row.text(0) ?? "", title: row.text(1), appliedAt: row.text(2))
            if case .blob(let bytes) = row.values[4] { entry.checksum = HexDigits.text(bytes) }
            // -1 stands for what was not measured to its end.
            entry.milliseconds = row.integer(5).map { max(0, $0 / 1_000_000) }
            if row.integer(3) != 1 { entry.fault = "sqlx has begun it, and not finished" }
            return entry
        }
    }

    func checksums(of files: [ToolFile]) -> [[ToolChecksum]] {
        files.map { file in
            file.lineEndVariants(tool.title).map { bytes, variant in
                ToolChecksum(text: HexDigits.text(SHA384Digest(of: bytes).bytes), variant: variant)
            }
        }
    }

    /// The CRC-32 of the database's name, times a number of its own.
    func lockKey(_ place: ToolPlace) -> Int64? { 0x3d32_ad9e &* Int64(CRC32.of(place.database.utf8)) }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let (moment, bytes) =
            switch export.source.driver.dialect {
            case .postgres: ("TIMESTAMPTZ NOT NULL DEFAULT now()", "BYTEA")
            case .sqlite: ("TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", "BLOB")
            }
        let creation = """
            CREATE TABLE \(export.source.name) (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
              installed_on \(moment), success BOOLEAN NOT NULL, checksum \(bytes) NOT NULL,
              execution_time BIGINT NOT NULL)
            """
        return export.rows(creation: [creation], key: "version") { applied in
            [
                ("version", .value(.integer(Int64(applied.file.version) ?? 0))),
                ("description", .value(.text(Self.description(of: applied.file)))),
                ("installed_on", .moment(applied.at)), ("success", .truth(true)),
                ("checksum", .value(.blob(SHA384Digest(of: applied.file.bytes).bytes))),
                ("execution_time", .value(.integer(applied.milliseconds * 1_000_000))),
            ]
        }
    }

    private static func description(of file: ToolFile) -> String {
        let stem = file.name.droppingEnding(".up.sql") ?? file.name.droppingEnding(".sql") ?? file.name
        return String(stem.drop { $0 != "_" }.dropFirst().map { $0 == "_" ? " " : $0 })
    }
}

extension ToolFile {
    /// The text as it is, and with the line ends that a checkout on another system gives it.
    func lineEndVariants(_ tool: String) -> [(bytes: [UInt8], variant: String)] {
        let bare = bytes.withBareLineEnds
        return [
            (bytes, tool), (bare, "\(tool), with line ends of Unix"),
            (bare.withWindowsLineEnds, "\(tool), with line ends of Windows"),
        ]
    }
}

extension [UInt8] {
    fileprivate var withBareLineEnds: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for (index, byte) in enumerated() {
            if byte == UInt8(ascii: "\r"), index + 1 < count, self[index + 1] == UInt8(ascii: "\n") { continue }
            bytes.append(byte)
        }
        return bytes
    }

    fileprivate var withWindowsLineEnds: [UInt8] {
        flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
    }
}
