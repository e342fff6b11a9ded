internal import SQLText

/// Every version as text, and when it was run.
///
/// Source: <https://github.com/diesel-rs/diesel/blob/main/diesel/src/migration/mod.rs>.
struct DieselHistory: ToolHistory {
    let tool = ToolName.diesel
    var layout: LayoutName? { .diesel }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        try source.rows(["version", source.moment("run_on")], "ORDER BY run_on, version").map {
            ToolEntry(version: $0.text(0) ?? "", appliedAt: $0.text(1))
        }
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let creation = """
            CREATE TABLE \(export.source.name) (version VARCHAR(50) PRIMARY KEY NOT NULL,
              run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)
            """
        return export.rows(creation: [creation], key: "version") {
            [("version", .value(.text($0.file.version))), ("run_on", .moment($0.at))]
        }
    }
}
