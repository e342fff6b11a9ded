/// What is no longer in a table as it was.
public struct TableLoss: Sendable, Hashable {
    /// The table.
    public var table: String
    /// How many rows are gone.
    public var gone = 0
    /// How many rows were not there before.
    public var added = 0
    /// How many rows have other values.
    public var changed = 0
    /// The columns in which they have.
    public var columns: [String] = []

    init(table: String) { self.table = table }
}

extension TableLoss {
    /// `users: 3 rows gone, 2 changed in email`.
    public var text: String {
        func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
        let parts = [
            gone > 0 ? "\(rows(gone)) gone" : nil, added > 0 ? "\(rows(added)) more" : nil,
            changed > 0
                ? "\(rows(changed)) changed" + (columns.isEmpty ? "" : " in \(columns.joined(separator: ", "))") : nil,
        ]
        return "\(table): " + parts.compactMap(\.self).joined(separator: ", ")
    }
}

/// A table that could not be filled, or a part of it.
public struct UnfilledTable: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Why it has no rows.
    public var reason: String
}
