internal import SQLText

/// One column with every version, and no more.
///
/// Source: <https://github.com/amacneil/dbmate/blob/main/pkg/driver/postgres/postgres.go>.
struct DbmateHistory: ToolHistory {
    let tool = ToolName.dbmate
    var layout: LayoutName? { .dbmate }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        try source.rows(["version"]).compactMap { $0.text(0) }.sorted { $0.precedesByBytes($1) }.map {
            ToolEntry(version: $0)
        }
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let type = export.source.driver.dialect == .postgres ? "varchar" : "varchar(128)"
        return export.rows(
            creation: ["CREATE TABLE \(export.source.name) (version \(type) PRIMARY KEY)"], key: "version"
        ) { [("version", .value(.text($0.file.version)))] }
    }
}
