internal import SQLText

/// Finds the database that serves what is none itself: whose engine its SQL is for, and beside which others are made.
struct SchemaHome {
    let context: OperationContext
    /// What is read, all of one engine.
    let sources: [SchemaSource]

    init(_ context: OperationContext, _ sources: [SchemaSource]) {
        self.context = context
        self.sources = sources
    }

    /// Of which engine a source is, where it tells itself or is the folder of a database's migrations.
    func dialect(of source: SchemaSource) -> Dialect? { source.dialect ?? owner(of: source)?.url.dialect }

    private func owner(of source: SchemaSource) -> DatabaseTarget? {
        guard case .migrations(let path, let dialect) = source else { return nil }
        return context.project.databases.first { target in
            target.migrations == path && (dialect ?? target.url.dialect) == target.url.dialect
        }
    }

    /// A database of the engine that all are of: its settings, and the server beside whose databases others are made.
    /// - Parameter dialect: the engine, where it is known although nothing tells it.
    /// - Throws: `usage`, if they are of two engines, or nobody can tell of which.
    func target(_ dialect: Dialect? = nil) throws(MartletError) -> DatabaseTarget {
        let told = Set(sources.compactMap { self.dialect(of: $0) })
        guard told.count < 2 else {
            throw MartletError(
                .usage, "one is of SQLite and the other of PostgreSQL: their statements cannot be compared",
                help: "martlet diff --parity compares what both mean")
        }
        let engines = Set(context.project.databases.map(\.url.dialect))
        guard let dialect = dialect ?? told.first ?? (engines.count == 1 ? engines.first : nil) else {
            throw Self.unknownEngine
        }
        let candidates = sources.compactMap(owner) + sources.compactMap(\.database) + context.project.databases
        if let home = candidates.first(where: { $0.url.dialect == dialect }) { return home }
        if dialect == .sqlite { return Self.nothing }
        throw MartletError(
            .usage, "there is no server to make a database on that such a schema is tried in",
            help: "name a database on one: --url postgres://user@host/name")
    }

    static var unknownEngine: MartletError {
        MartletError(
            .usage, "nobody can tell whose SQL it is",
            help: "say it in front: sqlite:schema.sql, postgres:schema.sql; a folder of migrations likewise")
    }

    private static var nothing: DatabaseTarget {
        let nowhere: FilePath = "/"
        return DatabaseTarget(
            name: "sqlite", url: ConnectionURL(.sqlite(.memory)), migrations: nowhere, backups: nowhere)
    }
}
