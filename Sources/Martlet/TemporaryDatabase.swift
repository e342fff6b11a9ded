public import MartletCore

/// What the library does without an engine at hand.
public enum Martlet {
    /// Gives a test a migrated database of its own, which is gone when `body` ends, also if that throws.
    ///
    /// ```swift
    /// try await Martlet.temporary(.embedded(EmbeddedSQL.migrations)) { database in
    ///     let shop = try Shop(database: database.url)
    ///     #expect(try shop.orders().isEmpty)
    /// }
    /// ```
    ///
    /// The first of a process is migrated and kept as a template; those after it are copies of that, which is much faster.
    /// Any number of tests may do this at the same time.
    /// - Parameters:
    ///   - migrations: the migrations that are applied.
    ///   - seeds: the seeds that are run then, if any.
    ///   - environment: the environment that it is migrated and seeded for.
    ///   - server: the URL of any database on a PostgreSQL server, on which the role may make others; without it, the
    ///     database is a SQLite file.
    ///   - isolation: where `body` runs: with its caller.
    ///   - body: is given the database.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws; a `MartletError` if the database cannot be made, migrated or seeded.
    public static func temporary<Result>(
        _ migrations: MigrationSet, seeds: ScriptSource? = nil, environment: String? = nil, on server: String? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (TemporaryDatabase) async throws -> Result
    ) async throws -> Result {
        let kind = TemporaryKind(migrations: migrations, seeds: seeds, environment: environment, server: server)
        let (database, scratch) = try await kind.make()
        do {
            let result = try await body(database)
            await Engine.onThread { scratch.remove() }
            return result
        } catch {
            await Engine.onThread { scratch.remove() }
            throw error
        }
    }
}

/// A database that `Martlet.temporary` gives.
public struct TemporaryDatabase: Sendable {
    /// Where it is, with all that a program needs to connect.
    public let url: String
    /// An engine for it, with the same migrations and seeds.
    public let engine: Engine
}
