internal import Glibc
internal import Synchronization

/// A PostgreSQL server of the tests' own: its folder, socket and processes end with the process that runs the tests.
///
/// It listens on a socket only, and lets in everybody who can reach that.
public final class PostgresCluster: Sendable {
    /// The folder of its socket, which is its `host`.
    public let socketFolder: String
    /// The folder of the server's programs.
    public let programs: String
    /// The folder of its data.
    public var dataFolder: String { socketFolder + "/data" }

    /// The port, which is part of the socket's name.
    public let port: String

    private let supervisor: Int32

    /// The name of the role that may do everything.
    public static let superuser = "postgres"

    private static let started = Result { try PostgresCluster() }

    /// The server that all tests of this process share, started by the first of them.
    ///
    /// It never waits for the disk.
    public static func shared() throws -> PostgresCluster { try started.get() }

    /// Starts a server that nobody else uses.
    /// - Parameters:
    ///   - settings: what differs from PostgreSQL's own settings, `fsync` for one.
    ///   - wrapper: a program that runs it under other conditions.
    public init(
        settings: [String: String] = ["fsync": "off", "full_page_writes": "off"], under wrapper: [String] = []
    ) throws {
        guard let programs = Self.findPrograms() else { throw PostgresMissing() }
        let folder = try Self.makeFolder()
        self.programs = programs
        socketFolder = folder
        let made = Program.run(
            Self.asServerUser + [
                programs + "/initdb", "--pgdata=\(folder)/data", "--no-sync", "--auth=trust", "--encoding=UTF8",
                "--locale=C.UTF-8", "--username=\(Self.superuser)", "--no-instructions",
            ], in: "/")
        guard made.status == 0 else { throw PostgresStartFailed(reason: made.everything) }
        port = settings["port"] ?? "5432"
        supervisor = Self.supervise(folder, programs, settings, wrapper)
        try waitUntilReady()
    }

    // MARK: Starting

    /// Runs the server, again if that is wished for, and when it is told to end, or the server ends by itself, takes the
    /// folder away.
    private static let script = """
        trap 'kill -QUIT "$server"' TERM INT HUP
        while :; do
            "$@" >>"$CLUSTER/log" 2>&1 &
            server=$!
            wait "$server"
            wait "$server"
            rm "$CLUSTER/again" 2>/dev/null || break
        done
        cd /
        rm -rf "$CLUSTER"
        """

    /// A port of this machine that nobody uses now.
    public static func freePort() -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, size)
                _ = getsockname(descriptor, $0, &size)
            }
        }
        return String(UInt16(bigEndian: address.sin_port))
    }

    /// Starts the script that runs the server.
    ///
    /// It is told to end when the thread that started it ends: that thread does nothing else until the process ends,
    /// also if that is killed.
    private static func supervise(
        _ folder: String, _ programs: String, _ settings: [String: String], _ wrapper: [String]
    ) -> Int32 {
        let all = settings.merging([
            "listen_addresses": "", "unix_socket_directories": folder, "max_connections": "250",
            "shared_buffers": "64MB", "max_prepared_transactions": "4",
        ]) { own, _ in own }
        let command =
            wrapper + asServerUser + ["--", "sh", "-c", script, "sh", programs + "/postgres", "-D", folder + "/data"]
            + all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        let process = ProcessNumber()
        inAThread {
            let pid = Program.start(command, in: "/", environment: ["CLUSTER": folder]) ?? -1
            process.value.store(pid, ordering: .releasing)
            while true { pause() }
        }
        while process.value.load(ordering: .acquiring) == 0 { usleep(1000) }
        return process.value.load(ordering: .acquiring)
    }

    /// The server refuses to run as root; what is started so ends with the thread that started it.
    static var asServerUser: [String] {
        let death = ["setpriv", "--pdeathsig=TERM"]
        guard getuid() == 0 else { return death }
        let (user, group) = serverUser
        return death + ["--reuid=\(user)", "--regid=\(group)", "--clear-groups"]
    }

    private static var serverUser: (user: uid_t, group: gid_t) {
        guard let entry = getpwnam("postgres") else { return (65534, 65534) }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// A folder with a short name: the path of a socket has 107 bytes at most.
    private static func makeFolder() throws -> String {
        var template = Array("/tmp/martlet-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw PostgresStartFailed(reason: "no folder: \(String(cString: strerror(errno)))")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let (user, group) = getuid() == 0 ? serverUser : (getuid(), getgid())
        guard chown(path, user, group) == 0, chmod(path, 0o755) == 0 else {
            throw PostgresStartFailed(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        return path
    }

    /// The newest server that is installed; another one if `MARTLET_POSTGRES` names the folder of its programs.
    private static func findPrograms() -> String? {
        if let named = getenv("MARTLET_POSTGRES") { return String(cString: named) }
        let root = "/usr/lib/postgresql"
        let versions = Folder.names(root).compactMap(Int.init).sorted()
        return versions.last.map { "\(root)/\($0)/bin" }.flatMap { access($0 + "/postgres", X_OK) == 0 ? $0 : nil }
    }

    private func waitUntilReady() throws {
        for _ in 0..<3000 {
            // The last line of the file: <https://www.postgresql.org/docs/current/storage-file-layout.html>.
            let lines = (TextFile.read(dataFolder + "/postmaster.pid") ?? "").split(
                separator: "\n", omittingEmptySubsequences: false)
            if lines.count >= 8, lines[7].hasPrefix("ready") { return }
            var status: Int32 = 0
            guard waitpid(supervisor, &status, WNOHANG) == 0 else { break }
            usleep(10_000)
        }
        throw PostgresStartFailed(reason: log)
    }

    // MARK: Using

    /// What the server has written.
    public var log: String { TextFile.read(socketFolder + "/log") ?? "" }

    /// The process number of the server.
    public var process: Int32 {
        let line = (TextFile.read(dataFolder + "/postmaster.pid") ?? "").split(separator: "\n").first ?? ""
        return Int32(line) ?? -1
    }

    /// Runs `psql` on a database; rows come a line each, their values separated by `|`.
    public func psql(
        _ database: String, _ sql: String, as role: String = PostgresCluster.superuser, arguments: [String] = []
    ) -> ProgramResult {
        Program.run(
            [
                programs + "/psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", socketFolder, "-p", port, "-U", role, "-d",
                database,
            ] + arguments + ["-c", sql], in: "/")
    }

    /// Ends the server without a checkpoint, as `pg_ctl restart -m immediate` does, and waits until it has started anew.
    public func restartAtOnce() throws {
        let last = process
        TextFile.write("", to: socketFolder + "/again")
        ChildProcess.signal(last, SIGQUIT)
        _ = ChildProcess.waitUntil { process != last }
        try waitUntilReady()
    }

    /// Ends the server at once, and waits until it has gone.
    public func stop() {
        ChildProcess.signal(supervisor, SIGTERM)
        _ = ChildProcess.wait(supervisor)
    }
}

/// The number of a process that another thread starts; 0 until it has.
private final class ProcessNumber: Sendable {
    let value = Atomic<Int32>(0)
}

/// There is no server to test against.
public struct PostgresMissing: Error, CustomStringConvertible {
    /// What to do about it.
    public let description =
        "no PostgreSQL server in /usr/lib/postgresql: apt-get install postgresql-15, or Scripts/setup"
}

/// The server did not start.
public struct PostgresStartFailed: Error, CustomStringConvertible {
    let reason: String

    /// What it said.
    public var description: String { "PostgreSQL did not start: \(reason)" }
}
