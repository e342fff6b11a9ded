public import SQLText

/// How large the tables of a database are, by a file that is committed beside the migrations.
public struct TableStatistics: Sendable, Hashable {
    /// The size of one table.
    public struct Size: Sendable, Hashable {
        /// About how many rows it has.
        public var rows: Int
        /// How many bytes it takes on the disk, without its indexes.
        public var bytes: Int

        /// Makes a size.
        public init(rows: Int, bytes: Int) {
            self.rows = rows
            self.bytes = bytes
        }

        /// Whether work on the whole table takes no time that anybody notices: under 10,000 rows and 10 MB.
        public var isSmall: Bool { rows < 10_000 && bytes < 10_000_000 }
    }

    /// The size of each table, by its name as the engine keeps it.
    public var sizes: [ObjectName: Size]

    /// Makes statistics.
    public init(_ sizes: [ObjectName: Size] = [:]) { self.sizes = sizes }

    /// The size of a table that a statement names.
    ///
    /// A name without a schema means the table of that name if there is only one, or the one in `public`.
    public func size(of table: ObjectName) -> Size? {
        if let size = sizes[table] { return size }
        guard table.schema == nil else { return nil }
        let found = sizes.filter { $0.key.name == table.name }
        return found.count == 1 ? found.first?.value : sizes[ObjectName(schema: "public", table.name)]
    }

    /// Whether a table is known to be small.
    public func isSmall(_ table: ObjectName) -> Bool { size(of: table)?.isSmall ?? false }
}
