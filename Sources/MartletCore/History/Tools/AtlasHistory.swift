internal import SQLText

/// A row for each file, with how many of its statements are done and the digest that `atlas.sum` has of it.
///
/// Source: <https://github.com/ariga/atlas/blob/master/sql/migrate/migrate.go>.
struct AtlasHistory: ToolHistory {
    let tool = ToolName.atlas
    var layout: LayoutName? { .atlas }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        let columns = [
            "version", "description", "type", "applied", "total", source.moment("executed_at"), "execution_time",
            "error",
            "hash",
        ]
        // It keeps an identifier of its own among them, which begins with a dot.
        return try source.rows(columns, "WHERE version NOT LIKE '.%' ORDER BY executed_at, version").map { row in
            var entry = ToolEntry(
                version: row.text(0) ?? "", title: row.text(1), checksum: row.text(8), appliedAt: row.text(5),
                milliseconds: row.integer(6).map { $0 / 1_000_000 })
            let (applied, total) = (row.integer(3) ?? 0, row.integer(4) ?? 0)
            if (row.integer(2) ?? 0) & Self.baseline != 0 {
                entry.coversEarlier = true
                entry.checksum = nil
            }
            if applied < total { entry.fault = "Atlas has run \(applied) of its \(total) statements" }
            return entry
        }
    }

    /// The bit that says that a row stands for everything up to its version.
    private static let baseline = 1

    func checksums(of files: [ToolFile]) -> [[ToolChecksum]] {
        AtlasSum.hashes(files.map { ($0.path, $0.bytes) }).flatMap { hash in
            [[ToolChecksum(text: hash, variant: tool.title)]]
        }
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        export.rows(creation: [Self.creation(export.source)], key: "version") { applied in
            [
                ("version", .value(.text(applied.file.version))), ("description", .value(.text(applied.file.title))),
                ("type", .value(.integer(2))), ("applied", .value(.integer(applied.statements))),
                ("total", .value(.integer(applied.statements))), ("executed_at", .moment(applied.at)),
                ("execution_time", .value(.integer(applied.milliseconds * 1_000_000))),
                ("hash", .value(.text(export.checksums[applied.file.path] ?? ""))),
                ("operator_version", .value(.text("Martlet"))),
            ]
        }
    }

    private static func creation(_ source: ToolSource) -> String {
        let (text, number, moment, json) =
            switch source.driver.dialect {
            case .postgres: ("character varying", "bigint", "timestamptz", "jsonb")
            case .sqlite: ("text", "integer", "datetime", "json")
            }
        return """
            CREATE TABLE \(source.name) (version \(text) NOT NULL PRIMARY KEY, description \(text) NOT NULL,
              type \(number) NOT NULL DEFAULT 2, applied \(number) NOT NULL DEFAULT 0,
              total \(number) NOT NULL DEFAULT 0, executed_at \(moment) NOT NULL, execution_time \(number) NOT NULL,
              error text NULL, error_stmt text NULL, hash \(text) NOT NULL, partial_hashes \(json) NULL,
              operator_version \(text) NOT NULL)
            """
    }
}
