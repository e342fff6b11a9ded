/// Where each version stands in a list of rows.
struct HistoryIndex {
    private let positions: [MigrationVersion: Int]

    init(_ rows: [HistoryRow]) {
        var positions: [MigrationVersion: Int] = [:]
        positions.reserveCapacity(rows.count)
        for (position, row) in rows.enumerated() { positions[row.version] = position }
        self.positions = positions
    }

    /// The position of a version's row; `nil` if there is none.
    func position(of version: MigrationVersion) -> Int? { positions[version] }
}
