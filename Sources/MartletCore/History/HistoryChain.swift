/// Ties each applied row to the one before it, so that a later change to any of them shows, and where.
///
/// A row keeps the digest of the applied row before it. Rows of failed tries are no part of the chain.
struct HistoryChain {
    let driver: any Driver
    let tables: TableNames

    private static let columns =
        "id, version, description, kind, checksum, token_checksum, up_sql, down_sql, statements_total, applied_at,"
        + " applied_by, execution_ms, plan_id, schema_fingerprint, previous_hash"

    private var source: String { "FROM \(tables.history.quotedAsIdentifier) WHERE success = 1" }

    /// The digest of the newest applied row but that of `version`, which may have written its own by now.
    func newestHash(before version: MigrationVersion) throws(DriverError) -> String? {
        try driver.query(
            "SELECT \(Self.columns) \(source) AND version <> $1 ORDER BY id DESC LIMIT 1", [.text(version.text)]
        ).first.map(Self.hash)
    }

    /// The first applied row whose predecessor is not what it was when the row was written.
    func firstBreak() throws(DriverError) -> (version: MigrationVersion, before: MigrationVersion?)? {
        var previous: (version: MigrationVersion, hash: String)?
        for row in try driver.query("SELECT \(Self.columns) \(source) ORDER BY id") {
            let version = MigrationVersion(row.text(1) ?? "")
            // A row that a script wrote has no digest, and proves nothing about the one before it.
            if let expected = row.text(14), expected != previous?.hash ?? "" { return (version, previous?.version) }
            previous = (version, Self.hash(row))
        }
        return nil
    }

    /// Ties every row to the one before it anew, after a row was changed on purpose.
    func relink() throws(DriverError) {
        var previous = ""
        for row in try driver.query("SELECT \(Self.columns) \(source) ORDER BY id") {
            guard let id = row.integer(0) else { continue }
            var linked = row
            linked.values[14] = .text(previous)
            if linked != row {
                try driver.execute(
                    "UPDATE \(tables.history.quotedAsIdentifier) SET previous_hash = $2 WHERE id = $1",
                    [.integer(id), .text(previous)])
            }
            previous = Self.hash(linked)
        }
    }

    /// Each value with its length in front, so that no two rows have the same bytes.
    private static func hash(_ row: Row) -> String {
        var text = ""
        for column in 1..<15 {
            let value = row.text(column)
            text += value.map { "\($0.utf8.count):\($0)" } ?? "-"
        }
        return SHA256Digest(of: text).description
    }
}
