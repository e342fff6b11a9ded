internal import SQLText

/// What becomes of the boxes of an R*Tree in another one, whose columns are the two ends of each dimension in turn.
///
/// Source: <https://www.sqlite.org/rtree.html#creating_an_r_tree_index>.
struct SQLiteBoxFit {
    /// What has to be known of the copy.
    private(set) var hazards: Set<Hazard> = []
    /// What the copy makes of the numbers.
    private(set) var remarks: [String] = []

    /// Numbers of 32 bits with a fraction are exact up to here.
    private static let greatestExact = 1 << 24

    /// - Parameter sources: the old names of columns, by the new ones.
    init(from old: Table, to new: Table, sources: [String: String]) {
        let (before, after) = (SQLiteVirtualTable(old), SQLiteVirtualTable(new))
        let known = before.dimensions(of: old)
        let dimensions = after.dimensions(of: new)
        tellEnds(dimensions.map { ends in ends.map { sources[$0] } }, known: known)
        let numbers = dimensions.joined().compactMap { sources[$0] }
        let others = numbers.filter { !known.joined().contains($0) }
        if !others.isEmpty {
            tell(.deletesData, "what is no number in \(others.joined(separator: ", ")) becomes 0")
        }
        guard before.module != after.module, !numbers.isEmpty else { return }
        tell(
            .deletesData,
            after.module == SQLiteVirtualTable.wholeNumberBoxes
                ? "numbers lose their fractions" : "numbers beyond \(Self.greatestExact) are rounded")
    }

    private mutating func tell(_ hazard: Hazard, _ remark: String) {
        hazards.insert(hazard)
        remarks.append(remark)
    }

    /// - Parameter ends: the old ends that the new dimensions have.
    private mutating func tellEnds(_ ends: [[String?]], known: [[String]]) {
        let others = ends.filter { ends in !known.contains { $0 == ends.compactMap(\.self) } }
        guard !others.isEmpty else { return }
        hazards.insert(.changesMeaning)
        let isIncomplete = others.contains { $0.contains(nil) }
        // Of nothing at all a box begins and ends at 0.
        if others.contains(where: { $0 != [nil, nil] }) {
            tell(.mayFail, "fails if a box ends before it begins" + (isIncomplete ? ", as what is new is 0" : ""))
        } else {
            remarks.append("what is new is 0")
        }
    }
}

extension SQLiteVirtualTable {
    /// The columns of an R*Tree that are the two ends of each dimension.
    fileprivate func dimensions(of table: Table) -> [[String]] {
        let ends = table.columns.dropFirst().map(\.name).filter { !auxiliary.contains($0.foldedForSQLite) }
        return stride(from: 0, to: ends.count - 1, by: 2).map { Array(ends[$0...$0 + 1]) }
    }
}
