/// The rows of one table, each as the bytes of its columns' texts.
struct TableContent: Hashable, Sendable {
    /// The names of the columns, sorted: their order in the table does not count.
    var columns: [String]
    /// The positions of the primary key's columns among them; empty without one.
    var key: [Int] = []
    /// The rows, sorted: their order in the table does not count.
    var rows: [[UInt8]] = []

    /// What stands between the texts of two columns.
    static let separator: UInt8 = 0x1F

    /// The digest of all rows.
    var digest: SHA256Digest {
        var hasher = SHA256Digest.Hasher()
        for row in rows {
            hasher.update(row)
            hasher.update([0x1E])
        }
        return hasher.digest()
    }

    /// The same without some columns.
    func without(_ names: Set<String>) -> TableContent {
        guard !names.isDisjoint(with: columns) else { return self }
        let kept = columns.indices.filter { !names.contains(columns[$0]) }
        var content = TableContent(columns: kept.map { columns[$0] })
        let keyNames = key.map { columns[$0] }
        if names.isDisjoint(with: keyNames) { content.key = keyNames.compactMap(content.columns.firstIndex) }
        content.rows = rows.map { row in
            let cells = Self.cells(row)
            return Array(kept.map { cells[$0] }.joined(separator: [Self.separator]))
        }
        content.rows.sort { $0.lexicographicallyPrecedes($1) }
        return content
    }

    static func cells(_ row: [UInt8]) -> [ArraySlice<UInt8>] {
        row.split(separator: separator, omittingEmptySubsequences: false)
    }
}

extension TableLoss {
    /// What differs between two contents of a table; `nil` if nothing does.
    init?(_ table: String, from old: TableContent, to new: TableContent) {
        guard old.rows != new.rows else { return nil }
        self.init(table: table)
        if old.key.isEmpty || old.columns != new.columns { compareAll(old, new) } else { compareByKey(old, new) }
    }

    private mutating func compareByKey(_ old: TableContent, _ new: TableContent) {
        let (before, after) = (Self.byKey(old), Self.byKey(new))
        var differing: Set<Int> = []
        for (key, cells) in before {
            guard let others = after[key] else {
                gone += 1
                continue
            }
            let places = cells.indices.filter { cells[$0] != others[$0] }
            if !places.isEmpty { changed += 1 }
            differing.formUnion(places)
        }
        added = after.keys.count { before[$0] == nil }
        columns = differing.sorted().map { old.columns[$0] }
    }

    private static func byKey(_ content: TableContent) -> [[ArraySlice<UInt8>]: [ArraySlice<UInt8>]] {
        let pairs = content.rows.map { row in
            let cells = TableContent.cells(row)
            return (content.key.map { cells[$0] }, cells)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Without a key nobody can tell which row has become which: as many as can be are taken to have changed.
    private mutating func compareAll(_ old: TableContent, _ new: TableContent) {
        var counts: [[UInt8]: Int] = [:]
        for row in old.rows { counts[row, default: 0] += 1 }
        for row in new.rows { counts[row, default: 0] -= 1 }
        gone = counts.values.filter { $0 > 0 }.reduce(0, +)
        added = -counts.values.filter { $0 < 0 }.reduce(0, +)
        changed = min(gone, added)
        gone -= changed
        added -= changed
        guard changed > 0, old.columns == new.columns else { return }
        let (before, after) = (old.rows.map(TableContent.cells), new.rows.map(TableContent.cells))
        columns = old.columns.indices.filter { place in
            before.map { Array($0[place]) }.counted != after.map { Array($0[place]) }.counted
        }.map { old.columns[$0] }
    }
}

extension [[UInt8]] {
    fileprivate var counted: [[UInt8]: Int] { Dictionary(map { ($0, 1) }, uniquingKeysWith: +) }
}
