internal import SQLText

/// What a row of the history was taken over from: another tool's own row.
public struct AdoptedEntry: Sendable, Hashable {
    /// What is known of whether its file is what that tool has applied.
    public enum Verdict: String, Sendable, Hashable {
        /// Replayed, the files give the schema that is there.
        case proven
        /// The tool's digest is that of the file.
        case matches
        /// The tool's digest is that of no text that the file could be.
        case edited
        /// The tool keeps no digest, or there is no file.
        case unverified
    }

    /// The tool.
    public let tool: ToolName
    /// The version as the tool has it, verbatim; of one that the tool only implies, as its file has it.
    public let version: String
    /// The tool's digest, verbatim.
    public let checksum: String?
    /// What gives the file this digest: a version of the tool, or other line ends.
    public let variant: String?
    /// What is known of its file.
    public internal(set) var verdict: Verdict

    /// Makes one.
    public init(tool: ToolName, version: String, checksum: String?, variant: String?, verdict: Verdict) {
        self.tool = tool
        self.version = version
        self.checksum = checksum
        self.variant = variant
        self.verdict = verdict
    }
}

extension HistoryStore {
    static let adoptedColumns = [
        "adopted_from", "adopted_version", "adopted_checksum", "adopted_variant", "adopted_verdict",
    ]

    /// What such columns, from this one on, tell of a row; `nil` for one that Martlet has written by itself.
    static func adoptedEntry(_ row: Row, at first: Int) -> AdoptedEntry? {
        guard let tool = row.text(first).flatMap(ToolName.init(rawValue:)) else { return nil }
        return AdoptedEntry(
            tool: tool, version: row.text(first + 1) ?? "", checksum: row.text(first + 2),
            variant: row.text(first + 3),
            verdict: row.text(first + 4).flatMap(AdoptedEntry.Verdict.init(rawValue:)) ?? .unverified)
    }

    /// Writes rows that were taken over; the chain is to be tied anew afterwards.
    func adopt(_ row: HistoryRow, _ scripts: RecordedScripts) throws(DriverError) {
        guard let entry = row.adopted else { return }
        let columns = Self.adoptedColumns.joined(separator: ", ")
        // In a table of the first form, of which SQLite cannot take that back, there has to be a moment.
        let moment =
            driver.dialect == .sqlite
            ? "COALESCE($12, (SELECT '' FROM pragma_table_info(\(SQLLiteral.text(tables.history))) "
                + "WHERE name = 'applied_at' AND \"notnull\"))" : "$12"
        try driver.execute(
            """
            INSERT INTO \(driver.qualified(tables.history)) (version, description, kind, state, success, checksum,
              token_checksum, up_sql, down_sql, statements_total, statements_applied, applied_at, applied_by,
              execution_ms, \(columns))
            VALUES ($1, $2, $3, $4, $5 = 1, $6, $7, $8, $9, $10, $11, \(moment), $13, $14, $15, $16, $17, $18, $19)
            """,
            [
                .text(row.version.text), .text(row.description), .text(row.kind.rawValue), .text(row.state.rawValue),
                .integer(1), .optional(row.checksum), .optional(row.tokenChecksum), .optional(scripts.up),
                .optional(scripts.down), .integer(row.statementsTotal), .integer(row.statementsApplied),
                .optional(row.knownMoment), .text(row.appliedBy),
                .integer(row.executionMilliseconds), .text(entry.tool.rawValue), .text(entry.version),
                .optional(entry.checksum), .optional(entry.variant), .text(entry.verdict.rawValue),
            ])
    }

    /// Notes of a row that was taken over what was found out of it since.
    func setVerdict(_ verdict: AdoptedEntry.Verdict, of version: MigrationVersion) throws(DriverError) {
        try driver.execute(
            "UPDATE \(driver.qualified(tables.history)) SET adopted_verdict = $2 WHERE version = $1",
            [.text(version.text), .text(verdict.rawValue)])
    }
}
