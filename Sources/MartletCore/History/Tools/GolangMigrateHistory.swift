internal import SQLText

/// One row: the newest version, and whether it was left half-way.
///
/// Source: <https://github.com/golang-migrate/migrate/blob/master/database/postgres/postgres.go>.
struct GolangMigrateHistory: ToolHistory {
    let tool = ToolName.golangMigrate
    var layout: LayoutName? { .golangMigrate }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        try source.rows([source.text("version"), source.truth("dirty")]).map { row in
            var entry = ToolEntry(version: row.text(0) ?? "", coversEarlier: true)
            if row.integer(1) == 1 { entry.fault = "it is marked as dirty: golang-migrate began it, or its way back" }
            return entry
        }
    }

    /// The CRC-32 of schema, table and database, times a number of its own.
    func lockKey(_ place: ToolPlace) -> Int64? {
        let names = [place.schema, place.table, place.database].joined(separator: "\0")
        return Int64(CRC32.of(names.utf8) &* 1_486_364_155)
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] {
        let applied = export.migrations.prefix { $0.applied != nil }
        if let gap = export.migrations[applied.count...].first(where: { $0.applied != nil }) {
            let pending = export.migrations[applied.count].file.version
            throw ToolProblem.gap(tool, pending: pending, applied: gap.file.version)
        }
        let name = export.source.name
        let creation =
            switch export.source.driver.dialect {
            case .postgres: ["CREATE TABLE \(name) (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)"]
            case .sqlite:
                [
                    "CREATE TABLE \(name) (version uint64, dirty bool)",
                    export.source.index("version_unique", on: "version", isUnique: true),
                ]
            }
        let made = export.isPresent ? [] : creation.map { BoundStatement($0, []) }
        let newest = applied.last.map { last in
            export.insertion([
                ("version", .value(.integer(Int64(last.file.version) ?? 0))), ("dirty", .truth(false)),
            ])
        }
        let told = export.recorded.filter { $0.fault == nil }.map { export.place($0.version) }
        let stands =
            told.count == export.recorded.count && told == applied.suffix(1).map { export.place($0.file.version) }
        if stands { return made }
        return made + [BoundStatement("DELETE FROM \(name)", [])] + [newest].compactMap(\.self)
    }
}
