internal import Glibc

/// A PgBouncer in front of a cluster, gone with the test.
public final class PgBouncer {
    /// The folder of its socket, which is its `host`; its port is 6432.
    public let socketFolder: String
    private let folder = ScratchFolder()
    private let process: pid_t

    /// Starts it.
    /// - Parameter mode: for how long it lends a session: `transaction`, `session`.
    public init(_ cluster: PostgresCluster, mode: String) throws {
        guard Program.isInstalled("pgbouncer") else { throw PgBouncerFailed(reason: "apt-get install pgbouncer") }
        socketFolder = folder.path
        folder.write("users.txt", "\"\(PostgresCluster.superuser)\" \"\"\n")
        let configuration = folder.write(
            "pgbouncer.ini",
            """
            [databases]
            * = host=\(cluster.socketFolder)
            [pgbouncer]
            unix_socket_dir = \(folder.path)
            listen_port = 6432
            auth_type = trust
            auth_file = \(folder.path)/users.txt
            pool_mode = \(mode)
            logfile = \(folder.path)/log
            """)
        _ = Program.run(["chmod", "0777", folder.path])
        // Ends by being killed, and not with the thread that starts it, which may be any.
        let starter = Array(PostgresCluster.asServerUser.filter { !$0.hasPrefix("--pdeathsig") })
        process = Program.start(starter + ["--", "pgbouncer", configuration], in: "/") ?? -1
        // Its socket is there before it listens.
        let ask = ["pg_isready", "-q", "-h", folder.path, "-p", "6432"]
        guard ChildProcess.waitUntil({ Program.run(ask).status == 0 }) else {
            throw PgBouncerFailed(reason: folder.read("log") ?? "it did not start")
        }
    }

    /// The URL of a database behind it.
    public func url(_ database: String) -> String {
        "postgres://\(PostgresCluster.superuser)@/\(database)?host=\(socketFolder)&port=6432"
    }

    deinit {
        ChildProcess.signal(process, SIGKILL)
        _ = ChildProcess.wait(process)
    }
}

/// PgBouncer did not start.
public struct PgBouncerFailed: Error, CustomStringConvertible {
    let reason: String

    /// What is missing, or what it said.
    public var description: String { "PgBouncer did not start: \(reason)" }
}
