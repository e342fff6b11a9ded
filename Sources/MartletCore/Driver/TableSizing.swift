/// A connection that knows how large tables are, without reading them.
public protocol TableSizing: Driver {
    /// The size of each table but the server's own, partitioned ones with all their partitions.
    func tableSizes() throws(DriverError) -> [TableSize]
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
