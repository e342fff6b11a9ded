internal import SQLText

/// How another tool keeps its history in a database: what its table tells, and what it has to be told.
///
/// A tool's history is a file of its own. Nothing else knows its table.
protocol ToolHistory: Sendable {
    var tool: ToolName { get }
    /// How its migrations are laid out; `nil` if they are no SQL.
    var layout: LayoutName? { get }
    /// What the table tells, in the order of application.
    func entries(_ source: ToolSource) throws(DriverError) -> [ToolEntry]
    /// The digests that the tool gives each file, in the order of the folder: today's first, then those of older
    /// versions and of other line ends. None, if the tool keeps none.
    func checksums(of files: [ToolFile]) -> [[ToolChecksum]]
    /// The number of the advisory lock that the tool takes on a server.
    func lockKey(_ place: ToolPlace) -> Int64?
    /// The statements that bring the table to where these files are all that is applied; what is in it already stays.
    /// - Throws: if the table cannot say that.
    func export(_ export: ToolExport) throws(MartletError) -> [BoundStatement]
}

extension ToolHistory {
    func checksums(of files: [ToolFile]) -> [[ToolChecksum]] { files.map { _ in [] } }
    func lockKey(_ place: ToolPlace) -> Int64? { nil }
}

/// Something that another tool has applied.
struct ToolEntry: Sendable, Hashable {
    /// The version, verbatim.
    var version: String
    /// What it does, in the tool's words.
    var title: String?
    /// The digest as the tool has written it.
    var checksum: String?
    /// When it was applied, RFC 3339 UTC; `nil` if the tool does not tell.
    var appliedAt: String?
    var appliedBy: String?
    var milliseconds: Int?
    /// Whether all that comes before it counts as applied too.
    var coversEarlier = false
    /// Whether it has no version and runs again when its text has changed; its version is then the name of its file.
    var isRepeatable = false
    /// Why it is not finished, if it is not.
    var fault: String?

    /// The digest without the name of its kind, which Atlas has written with and without.
    var bareChecksum: String? { checksum.map { $0.hasPrefix("h1:") ? String($0.dropFirst(3)) : $0 } }
}

/// A file of a migration, as a tool looks at it for its digest.
struct ToolFile: Sendable {
    /// Its path from the folder on.
    let path: String
    /// The version in its name.
    let version: String
    /// What its name says of what it does.
    let title: String
    let bytes: [UInt8]

    /// The last part of its path.
    var name: Substring { path.split(separator: "/").last ?? "" }
}

/// A digest of a file, and what gives it this one.
struct ToolChecksum: Sendable, Hashable {
    /// As it stands in the tool's table.
    let text: String
    /// Which version of the tool, or which line ends: for people.
    let variant: String
}

/// Where a tool's table is.
struct ToolPlace: Sendable, Hashable {
    let database: String
    let schema: String
    let table: String
}

/// A tool's table in an open database.
struct ToolSource {
    let driver: any Driver
    let place: ToolTable

    /// The table's name without its schema.
    var table: String { place.name }

    /// The table's name in a statement.
    var name: String { place.qualified(driver) }

    func rows(_ columns: [String], _ rest: String = "") throws(DriverError) -> [Row] {
        try driver.query("SELECT \(columns.joined(separator: ", ")) FROM \(name) \(rest)")
    }

    /// A column with a moment as RFC 3339 UTC; NULL where it tells none that can be read.
    ///
    /// Without a zone it is one of the server's own zone, in which `now()` was written; on SQLite it is UTC.
    func moment(_ column: String) -> String {
        switch driver.dialect {
        case .postgres:
            "pg_catalog.to_char(CAST(\(column) AS pg_catalog.timestamptz) AT TIME ZONE 'UTC', "
                + "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
        case .sqlite:
            """
            CASE typeof(\(column)) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')
              ELSE strftime('%Y-%m-%dT%H:%M:%fZ', \(column)) END
            """
        }
    }

    /// The statement that makes an index in the schema of the table.
    func index(_ index: String, on column: String, isUnique: Bool = false) -> String {
        // SQLite wants the schema with the index, and PostgreSQL with the table.
        let (index, table) =
            switch driver.dialect {
            case .postgres: (index.quotedAsIdentifier, name)
            case .sqlite: (driver.qualified(index), table.quotedAsIdentifier)
            }
        return "CREATE \(isUnique ? "UNIQUE " : "")INDEX \(index) ON \(table) (\(column))"
    }

    /// A column as text, whatever it is.
    func text(_ column: String) -> String { "CAST(\(column) AS TEXT)" }

    /// Whether a column is true, as 1 or 0.
    func truth(_ column: String) -> String { "CASE WHEN \(column) THEN 1 ELSE 0 END" }
}
