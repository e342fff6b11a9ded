/// Columns of a table that an index begins with, or should.
public struct IndexedColumns: Sendable, Hashable {
    /// The table, as the engine takes names for the same.
    let table: String
    /// The columns, in the order of the index.
    let columns: [String]

    /// Whether who looks for these columns, in any order, finds them by another index.
    func isServed(by index: IndexedColumns) -> Bool {
        table == index.table && Set(columns) == Set(index.columns.prefix(columns.count))
    }
}

extension [Linter.Report] {
    /// Takes back what files of one database say of indexes that another of them makes, earlier or later.
    ///
    /// An index that a further file drops again counts all the same.
    public mutating func withdrawServedIndexes() {
        let isMissingAny = contains { report in report.findings.contains { $0.finding.missingIndex != nil } }
        guard isMissingAny else { return }
        let indexes = Dictionary(grouping: flatMap(\.indexes), by: \.table)
        for number in indices {
            self[number].findings.removeAll { placed in
                guard let missing = placed.finding.missingIndex else { return false }
                return indexes[missing.table]?.contains(where: missing.isServed) ?? false
            }
        }
    }
}
