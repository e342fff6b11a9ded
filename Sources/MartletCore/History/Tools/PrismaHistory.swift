internal import SQLText

/// A row for each try, with the SHA-256 of the script.
///
/// Source: <https://github.com/prisma/prisma-engines/blob/main/schema-engine/connectors/sql-schema-connector/src/sql_migration_persistence.rs>.
struct PrismaHistory: ToolHistory {
    let tool = ToolName.prisma
    var layout: LayoutName? { .prisma }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        var entries: [ToolEntry] = []
        let columns = [
            "migration_name", "checksum", source.moment("started_at"), source.moment("finished_at"),
            source.truth("finished_at IS NULL"),
        ]
        // What was taken back does not count, and was tried anew since, or will be.
        for row in try source.rows(columns, "WHERE rolled_back_at IS NULL ORDER BY started_at") {
            var entry = ToolEntry(
                version: row.text(0) ?? "", checksum: row.text(1), appliedAt: row.text(3) ?? row.text(2))
            if row.integer(4) == 1 { entry.fault = "Prisma has begun it, and it failed" }
            entries.append(entry)
        }
        return entries
    }

    func checksums(of files: [ToolFile]) -> [[ToolChecksum]] {
        files.map { file in
            let texts = file.lineEndVariants(tool.title)
            let hashes = texts.map { ToolChecksum(text: SHA256Digest(of: $0.bytes).hex, variant: $0.variant) }
            // An older engine left out the nought in front of a small byte.
            let short = texts.map { bytes, _ in
                ToolChecksum(
                    text: SHA256Digest(of: bytes).bytes.map { String($0, radix: 16) }.joined(),
                    variant: "an older Prisma")
            }
            return hashes + short
        }
    }

    func lockKey(_ place: ToolPlace) -> Int64? { 72_707_369 }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let name = export.source.name
        let creation =
            switch export.source.driver.dialect {
            case .postgres:
                """
                CREATE TABLE \(name) (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
                  finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
                  rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                  applied_steps_count INTEGER NOT NULL DEFAULT 0)
                """
            case .sqlite:
                """
                CREATE TABLE \(name) ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL,
                  "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,
                  "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
                  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)
                """
            }
        // As `prisma migrate resolve --applied` writes it.
        return export.rows(creation: [creation], key: "migration_name") { applied in
            [
                ("id", .value(.text(UniqueIdentifier.make()))),
                ("checksum", .value(.text(SHA256Digest(of: applied.file.bytes).hex))),
                ("finished_at", .moment(applied.at)), ("migration_name", .value(.text(applied.file.version))),
                ("logs", .value(.text(""))), ("started_at", .moment(applied.at)),
                ("applied_steps_count", .value(.integer(0))),
            ]
        }
    }
}

/// A random identifier as in RFC 9562, version 4.
private enum UniqueIdentifier {
    static func make() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = HexDigits.text(bytes)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }
}
