internal import Synchronization

/// An empty PostgreSQL database of a test's own.
public final class FreshDatabase {
    /// Its name.
    public let name: String
    /// The server that it is on.
    public let cluster: PostgresCluster

    private var isRemoved = false

    private static let number = Atomic(0)

    /// Makes it on the server that all tests share, or on another one; as a copy, if of one that nobody is connected to.
    public init(on cluster: PostgresCluster? = nil, copyOf original: FreshDatabase? = nil) throws {
        self.cluster = try original?.cluster ?? cluster ?? PostgresCluster.shared()
        name = Self.newName()
        // Copying the files of the template, whose pages are in memory, is faster than logging each of them.
        let made = self.cluster.psql(
            "postgres", "CREATE DATABASE \(name) TEMPLATE \(original?.name ?? "template0") STRATEGY file_copy")
        guard made.status == 0 else { throw PostgresStartFailed(reason: made.everything) }
    }

    /// A name that no test of this process has used for a database.
    public static func newName() -> String { "test_\(number.add(1, ordering: .relaxed).newValue)" }

    /// Its URL for the role that may do everything.
    public var url: String { url("") }

    /// Its URL for a role, with more parameters.
    public func url(as role: String = PostgresCluster.superuser, _ parameters: String = "") -> String {
        "postgres://\(role)@/\(name)?host=\(cluster.socketFolder)&port=\(cluster.port)"
            + (parameters.isEmpty ? "" : "&" + parameters)
    }

    /// Runs `psql` on it.
    public func psql(_ sql: String, as role: String = PostgresCluster.superuser) -> ProgramResult {
        cluster.psql(name, sql, as: role)
    }

    /// What `psql` prints for a statement, without its last line end.
    public func text(_ sql: String) -> String { psql(sql).output.droppingLastLineEnd }

    /// Removes it, whoever is connected to it.
    public func remove() {
        guard !isRemoved else { return }
        isRemoved = true
        _ = cluster.psql("postgres", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    deinit { remove() }
}
