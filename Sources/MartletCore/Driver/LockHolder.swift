/// Who holds the lock, as shown to whoever waits for it.
public struct LockHolder: Sendable, Hashable {
    /// What holds it.
    public enum Kind: Sendable, Hashable {
        /// A Martlet that runs.
        case run
        /// A session of the server that goes on with what a Martlet began which has ended.
        case leftBehind
        /// A session of the server that is none of Martlet's.
        case stranger
    }

    /// What holds it.
    public var kind = Kind.run
    /// The process number: on the host, or of the server for what is no run.
    public var process: Int32
    /// The host's name.
    public var host: String
    /// The command that runs.
    public var command: String
    /// When it took the lock, RFC 3339.
    public var since: String
    /// The process of the server that keeps the lock, for `pg_terminate_backend`; `nil` without a server.
    public var serverProcess: Int32?

    /// Makes a holder.
    public init(
        _ kind: Kind = .run, process: Int32, host: String, command: String, since: String,
        serverProcess: Int32? = nil
    ) {
        self.kind = kind
        self.serverProcess = serverProcess
        self.process = process
        self.host = host
        self.command = command
        self.since = since
    }

    /// Who it is, for people.
    public var who: String {
        switch kind {
        case .run: "`\(command)`, process \(process) on \(host), since \(since)"
        case .leftBehind: "process \(process) of the server, which an earlier run left, since \(since)"
        case .stranger: "`\(command)`, process \(process) of the server, since \(since)"
        }
    }

    /// What there is to do about it.
    var help: String {
        switch kind {
        case .run: "try again when it is done, or wait longer with --wait 5m"
        case .leftBehind, .stranger:
            "try again when it has ended, or wait longer with --wait 5m; to end it: "
                + "SELECT pg_terminate_backend(\(process));"
        }
    }
}
