/// The rows of a history, found by version.
struct HistoryIndex: Sendable {
    /// The rows in the order of application.
    let rows: [HistoryRow]
    /// Their positions in the order of their versions.
    private let order: [Int]

    /// Makes the index of rows.
    init(_ rows: [HistoryRow]) {
        self.rows = rows
        order = rows.indices.sorted { rows[$0].version < rows[$1].version }
    }

    /// A version's row; `nil` if there is none.
    /// - Parameter place: where among the versions it probably is: there it is looked for first.
    func row(of version: MigrationVersion, near place: Int? = nil) -> HistoryRow? {
        position(of: version, near: place).map { rows[$0] }
    }

    /// The checksum of what was applied of a version.
    func appliedChecksum(of version: MigrationVersion, near place: Int? = nil) -> String? {
        guard let position = position(of: version, near: place), rows[position].isApplied else { return nil }
        return rows[position].checksum
    }

    /// Most histories have gone straight, so that a file stands in its folder where its row stands here.
    private func position(of version: MigrationVersion, near place: Int?) -> Int? {
        if let place, place < order.count, rows[order[place]].version == version { return order[place] }
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[order[middle]].version < version { low = middle + 1 } else { high = middle }
        }
        return low < order.count && rows[order[low]].version == version ? order[low] : nil
    }
}
