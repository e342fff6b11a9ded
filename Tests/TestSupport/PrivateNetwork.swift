internal import Glibc

/// A network that a PostgreSQL server and its clients have for themselves, and that can swallow everything.
///
/// It is a network namespace whose only device is its loopback: taken down, what is sent arrives nowhere and nobody hears
/// of it. As another user than root it is one of a user namespace.
/// Source: <https://man7.org/linux/man-pages/man7/network_namespaces.7.html>.
public final class PrivateNetwork {
    /// The server, which listens on 127.0.0.1 in the network, and on its socket everywhere.
    public let cluster: PostgresCluster
    private let server: Int32

    /// Starts a server in a network of its own.
    public init() throws {
        let own = getuid() == 0 ? ["--net"] : ["--user", "--map-current-user", "--keep-caps", "--net"]
        cluster = try PostgresCluster(
            settings: ["fsync": "off", "full_page_writes": "off", "listen_addresses": "127.0.0.1"],
            under: ["unshare"] + own + ["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"])
        server = cluster.process
    }

    deinit { cluster.stop() }

    /// The URL of a database over the network.
    public func url(_ database: String, _ parameters: String = "") -> String {
        "postgres://\(PostgresCluster.superuser)@127.0.0.1:\(cluster.port)/\(database)?sslmode=disable"
            + (parameters.isEmpty ? "" : "&" + parameters)
    }

    /// What runs a program in the network.
    public var inside: [String] {
        ["nsenter", "--target=\(server)"] + (getuid() == 0 ? [] : ["--user", "--preserve-credentials"]) + ["--net"]
    }

    /// Swallows everything from now on, or nothing any more.
    /// - Returns: whether that was done.
    public func swallow(_ everything: Bool) -> Bool {
        Program.run(inside + ["ip", "link", "set", "lo", everything ? "down" : "up"]).status == 0
    }
}
