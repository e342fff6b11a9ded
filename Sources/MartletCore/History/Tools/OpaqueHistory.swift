internal import SQLText

/// A tool whose migrations are code: what it has applied has names, and nothing that could be run here.
struct OpaqueHistory: ToolHistory {
    let tool: ToolName
    var layout: LayoutName? { nil }

    init(_ tool: ToolName) { self.tool = tool }

    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry] {
        let (columns, order) = Self.reading(tool, source)
        return try source.rows(columns, "ORDER BY \(order)").map { row in
            ToolEntry(
                version: row.text(0) ?? "", checksum: row.values.count > 2 ? row.text(2) : nil, appliedAt: row.text(1))
        }
    }

    /// The version, the time, and the digest if there is one; and what they are ordered by.
    private static func reading(_ tool: ToolName, _ source: ToolSource) -> (columns: [String], order: String) {
        switch tool {
        case .alembic: (["version_num", "NULL"], "version_num")
        case .ecto: ([source.text("version"), source.moment("inserted_at")], "version")
        case .fluent: (["name", source.moment("created_at")], "batch, created_at, name")
        case .grdb: (["identifier", "NULL"], "rowid")
        case .hummingbird: (["name", "NULL"], "\"order\"")
        // It takes a change for the same only if all three are.
        case .liquibase:
            (["filename || '::' || id || '::' || author", source.moment("dateexecuted"), "md5sum"], "orderexecuted")
        default: ([source.text("version"), "NULL"], "version")
        }
    }

    /// What the tool's number for its lock is made of.
    func lockKey(_ place: ToolPlace) -> Int64? {
        tool == .rails ? 2_053_462_845 &* Int64(CRC32.of(place.database.utf8)) : nil
    }

    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement] { throw ToolProblem.opaque(tool) }
}
