public import Martlet

/// Creates all database tables; safe to call any number of times, and from several processes at once.
///
/// What is there already stays as it is.
/// - Parameter engine: The project; without one, that of the nearest `martlet.yaml` from the current folder upward.
/// - Throws: Why there are no tables: `out-of-reach`, `access-denied`, `locked`, `interrupted`, …
public func initDB(_ engine: Engine? = nil) async throws(MartletError) {
    let engine = if let engine { engine } else { try Engine() }
    if await engine.hasTables { return }
    let outcome = await engine.migrate(MigrationSelection(to: Engine.initialSchema))
    if outcome.isOK { return }
    // Another process may have been quicker, and have gone on to the templates: then the version is behind us.
    if await engine.hasTables { return }
    try outcome.requireOK()
}

/// Inserts the default task templates; safe to call any number of times, and from several processes at once.
///
/// A template whose name is taken stays as it is, with whatever a user made of it; one that was deleted comes back.
/// The templates need the whole schema, so what is pending is applied first.
/// - Parameter engine: The project; without one, that of the nearest `martlet.yaml` from the current folder upward.
/// - Throws: Why there are no templates: `out-of-reach`, `access-denied`, `locked`, `interrupted`, …
public func initData(_ engine: Engine? = nil) async throws(MartletError) {
    let engine = if let engine { engine } else { try Engine() }
    try await engine.migrate().requireOK()
    try await engine.seed(force: true).requireOK()
}

extension Engine {
    /// The version that makes the tables.
    fileprivate static let initialSchema = MigrationVersion("001")

    /// Whether the tables are recorded, from the file that is there now.
    fileprivate var hasTables: Bool {
        get async {
            let outcome = await status()
            return outcome.isOK
                && outcome.databases.allSatisfy { database in
                    (database.migrations ?? []).contains {
                        $0.version == Self.initialSchema && ($0.state == .applied || $0.state == .commentsEdited)
                    }
                }
        }
    }
}
