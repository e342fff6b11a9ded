/// The rows of a history, found by version.
struct HistoryIndex: Sendable {
    /// The rows in the order of application.
    let rows: [HistoryRow]
    private let positions: [MigrationVersion: Int]

    /// Makes the index of rows.
    init(_ rows: [HistoryRow]) {
        self.rows = rows
        var positions: [MigrationVersion: Int] = [:]
        positions.reserveCapacity(rows.count)
        for position in rows.indices { positions[rows[position].version] = position }
        self.positions = positions
    }

    /// A version's row; `nil` if there is none.
    func row(of version: MigrationVersion) -> HistoryRow? { positions[version].map { rows[$0] } }
}

extension HistoryRow {
    /// The checksum of what was applied.
    var appliedChecksum: String? { isApplied ? checksum : nil }
}
