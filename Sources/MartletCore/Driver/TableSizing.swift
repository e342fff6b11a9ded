public import SQLText

/// A connection that knows how large tables are, without reading them.
public protocol TableSizing: Driver {
    /// The size of each table of these names in whatever schema, or of all but the server's own; of those that have
    /// partitions or children with all of them.
    ///
    /// Views that are named, and whatever else has no rows of its own, have the size 0. No lock is waited for.
    func tableSizes(named names: Set<String>?) throws(DriverError) -> [TableSize]

    /// The table of each index of these names; what is in `public` is without its schema.
    func tables(ofIndexes names: Set<String>) throws(DriverError) -> [ObjectName: ObjectName]
}

/// How large a table is.
public struct TableSize: Sendable, Hashable {
    /// Its schema.
    public var schema: String
    /// Its name.
    public var name: String
    /// About how many rows it has.
    public var rows: Int
    /// How many bytes it takes on the disk, without its indexes.
    public var bytes: Int

    /// Makes a size.
    public init(schema: String, name: String, rows: Int, bytes: Int) {
        self.schema = schema
        self.name = name
        self.rows = rows
        self.bytes = bytes
    }
}
