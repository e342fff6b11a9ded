public import MartletCore
internal import MartletPostgres

/// A connection to the generator's database: blocking, and used by one thread at a time.
public final class AvatarDatabase {
    private let driver: any Driver

    /// Connects.
    /// - Parameter url: `postgres://avatar_data_gen@/avatar_data_generator`.
    /// - Throws: `bad-url`, or `out-of-reach` with what the server says.
    public init(url: String) throws(MartletError) {
        let parsed = try ConnectionURL.parse(url, relativeTo: try FileSystem.currentFolder())
        do throws(DriverError) {
            driver = try PostgresBackend().connect(to: parsed, ConnectOptions(.write))
        } catch {
            throw MartletError(.outOfReach, error.message)
        }
    }

    deinit { try? driver.close() }

    /// Reads rows.
    func rows(_ sql: String, _ values: [Value] = []) throws(DriverError) -> [Row] { try driver.query(sql, values) }

    /// Runs a statement that writes, so that it lasts, and returns its rows.
    func write(_ sql: String, _ values: [Value]) throws(DriverError) -> [Row] {
        let rows = try driver.query(sql, values)
        try driver.makeDurable()
        return rows
    }
}
