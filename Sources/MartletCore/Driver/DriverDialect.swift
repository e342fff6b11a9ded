public import SQLText

extension ConnectionURL {
    /// Whose SQL the database speaks.
    public var dialect: Dialect {
        switch target {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }
}

extension Driver {
    /// Whose SQL the database speaks.
    public var dialect: Dialect { server.engine == "sqlite" ? .sqlite : .postgres }
}
