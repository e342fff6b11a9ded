/// A connection that tells what its transaction has locked so far, and where tables are kept.
public protocol WorkObserving: Driver {
    /// Every table of the database, also those that its transaction has dropped and still has a lock on.
    func observedTables() throws(DriverError) -> [ObservedTable]
}

/// A table, view or index as a connection sees it while it works.
public struct ObservedTable: Sendable, Hashable {
    /// What it stays known by whatever it is called.
    public var identity: String
    /// Its name, with its schema if that is not the usual one; `nil` if it is dropped.
    public var name: String?
    /// Whether it is an index.
    public var isIndex: Bool
    /// The strongest lock that this connection holds on it, as the server calls it.
    public var lock: String?
    /// Where its rows are kept: another number says that it was written anew.
    public var storage: Int
    /// How often this transaction has begun to read all of it.
    public var scanCount: Int

    /// Makes one.
    public init(
        identity: String, name: String?, isIndex: Bool = false, lock: String? = nil, storage: Int = 0,
        scanCount: Int = 0
    ) {
        (self.identity, self.name, self.isIndex) = (identity, name, isIndex)
        (self.lock, self.storage, self.scanCount) = (lock, storage, scanCount)
    }
}
