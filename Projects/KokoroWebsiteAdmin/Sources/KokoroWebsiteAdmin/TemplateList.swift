public import Martlet
internal import MartletPostgres

/// The task templates of a database, read over a connection of each call's own.
public struct TemplateList: Sendable {
    private let url: ConnectionURL

    /// The templates of a project's database.
    /// - Throws: `unknown-database` if the project has none.
    public init(of engine: Engine) throws(MartletError) {
        guard let database = engine.context.project.databases.first else {
            throw MartletError(.unknownDatabase, "the project has no database")
        }
        url = database.url
    }

    /// The active templates, sorted by name: a JSON array with an object for each, whose keys are the columns.
    /// - Throws: `out-of-reach` with what the server says.
    public func activeAsJSON() throws(MartletError) -> String {
        try text(
            """
            SELECT coalesce(json_agg(template ORDER BY name), '[]')::text
            FROM (SELECT * FROM task_templates WHERE is_active) AS template
            """)
    }

    /// Asks the database for anything at all.
    /// - Throws: `out-of-reach` with what the server says.
    public func checkDatabase() throws(MartletError) { _ = try text("SELECT 'ok'") }

    private func text(_ sql: String) throws(MartletError) -> String {
        do throws(DriverError) {
            let driver = try PostgresBackend().connect(to: url, ConnectOptions(.read))
            defer { try? driver.close() }
            return try driver.query(sql).first?.text(0) ?? ""
        } catch {
            throw MartletError(.outOfReach, error.message)
        }
    }
}
