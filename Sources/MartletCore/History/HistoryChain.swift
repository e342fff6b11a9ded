/// Ties each applied row to the one before it, so that a later change to any of them shows, and where.
///
/// A row keeps the digest of the applied row before it. Rows of failed tries are no part of the chain, nor are those of
/// repeatables, which are written anew each time.
struct HistoryChain {
    let history: HistoryStore

    /// Every column; the digest of the row before is the last.
    static func columns(of history: HistoryStore) -> String { history.schema.reading(HistorySchema.historyColumns) }
    /// The place of that digest in a row.
    static let previousHash = HistorySchema.historyColumns.count - 1
    private static let (kind, state) = (3, 4)

    private var driver: any Driver { history.driver }
    private var columns: String { Self.columns(of: history) }
    private var source: String { Self.source(history.name) }

    private static func source(_ history: String) -> String {
        "FROM \(history) WHERE \(HistoryStore.isApplied) AND NOT \(HistoryStore.isRepeatable)"
    }

    /// Reads the number of the newest row of the chain, on which none is built yet.
    static func newestID(in history: HistoryStore) -> String { "SELECT max(id) \(source(history.name))" }

    /// The digest of the newest applied row before that of `version`, whose script may have written it by now, and
    /// others after it; the row of a try that failed is not its place, as it goes away with the next one.
    func newestHash(before version: MigrationVersion) throws(DriverError) -> String? {
        try driver.query(
            """
            SELECT \(columns) \(source)
              AND id < COALESCE((SELECT id FROM \(history.name) WHERE version = $1 AND \(HistoryStore.isApplied)), $2)
            ORDER BY id DESC LIMIT 1
            """, [.text(version.text), .integer(Int64.max)]
        ).first.map(Self.hash)
    }

    /// The first applied row whose predecessor is not what it was when the row was written.
    func firstBreak() throws(DriverError) -> (version: MigrationVersion, before: MigrationVersion?)? {
        var previous: (version: MigrationVersion, row: Row)?
        for row in try driver.query("SELECT \(columns) \(source) ORDER BY id") {
            let version = MigrationVersion(row.text(1) ?? "")
            // A row that a script wrote has no digest, and proves nothing about the one before it.
            let expected = row.text(Self.previousHash) ?? (Self.mayLackDigest(row) ? nil : "none")
            if let expected, !(previous.map { Self.proves(expected, $0.row) } ?? expected.isEmpty) {
                return (version, previous?.version)
            }
            previous = (version, row)
        }
        return nil
    }

    /// Where a row comes from.
    static func origin(of row: Row) -> HistoryRow.Kind {
        row.text(kind).flatMap(HistoryRow.Kind.init(rawValue:)) ?? .recorded
    }

    /// Whether the row is of what is half-run.
    static func isUnderWay(_ row: Row) -> Bool {
        [HistoryRow.State.running.rawValue, HistoryRow.State.undoing.rawValue].contains(row.text(state) ?? "")
    }

    /// Whether the row looks like one of the chain.
    static func mayHold(_ row: Row) -> Bool {
        row.text(state) == HistoryRow.State.applied.rawValue && row.text(kind) != HistoryRow.Kind.repeatable.rawValue
    }

    /// Whether a script has written the row, or a snapshot that has it.
    private static func mayLackDigest(_ row: Row) -> Bool {
        [.recorded, .snapshot].contains(origin(of: row))
    }

    /// Ties every row to the one before it anew, after a row was changed on purpose.
    func relink() throws(DriverError) {
        var previous = ""
        for row in try driver.query("SELECT \(columns) \(source) ORDER BY id") {
            guard let id = row.integer(0) else { continue }
            var linked = row
            linked.values[Self.previousHash] = .text(previous)
            if linked != row {
                try driver.execute(
                    "UPDATE \(history.name) SET previous_hash = $2 WHERE id = $1",
                    [.integer(id), .text(previous)])
            }
            previous = Self.hash(linked)
        }
    }

    /// Whether a digest is that of a row, as it is or as it was before columns came that say nothing of it.
    static func proves(_ digest: String, _ row: Row) -> Bool {
        let cells = zip(HistorySchema.historyColumns, row.values)
        return HistorySchema.forms.contains { form in
            guard cells.allSatisfy({ $0.form <= form || $1 == .null }) else { return false }
            var earlier = row
            earlier.values = cells.filter { $0.0.form <= form }.map(\.1)
            return digest == hash(earlier)
        }
    }

    /// Each value with its type and length in front, so that no two rows have the same bytes.
    static func hash(_ row: Row) -> String {
        var text = ""
        for value in row.values {
            switch value {
            case .null: text += "-"
            case .integer(let number): text += "i\(number);"
            case .real(let number): text += "r\(number);"
            case .text(let value): text += "t\(value.utf8.count):\(value)"
            case .blob(let bytes): text += "b\(SHA256Digest(of: bytes));"
            }
        }
        return SHA256Digest(of: text).description
    }
}
