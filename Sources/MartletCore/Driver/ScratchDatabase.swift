/// A database that is nobody's and is there for a while, as tests want it.
public protocol ScratchDatabase: AnyObject, Sendable {
    /// Where it is.
    var url: ConnectionURL { get }

    /// Removes it, whoever has it open.
    ///
    /// What cannot be removed stays; it does no harm.
    func remove()

    /// The roles and tablespaces of its server; `nil` where there is none.
    func serverNames() throws(DriverError) -> ServerNames?
}

extension ScratchDatabase {
    /// Nothing: it is a file.
    public func serverNames() throws(DriverError) -> ServerNames? { nil }
}

/// An engine that can make databases for a while.
public protocol ScratchBackend: Backend {
    /// Makes an empty one beside the database that a URL names, or a copy of another one that nobody has open.
    /// - Parameter template: one that this has made.
    func makeScratch(
        beside url: ConnectionURL, copyOf template: (any ScratchDatabase)?
    ) throws(DriverError) -> any ScratchDatabase
}
