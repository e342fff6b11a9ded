public import SQLText

extension Driver {
    /// Whose SQL the database speaks.
    public var dialect: Dialect { server.engine == "sqlite" ? .sqlite : .postgres }
}
