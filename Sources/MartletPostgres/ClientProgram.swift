internal import CPostgres
internal import Glibc
internal import MartletCore

/// One of PostgreSQL's own programs, run on a database: what it does well is not done again here.
struct ClientProgram {
    /// Its name: `pg_dump`.
    let name: String
    /// Its file.
    let path: String
    /// Its version: `15.18`.
    let version: String

    /// The part of the version that decides what it can do: `15`.
    var majorVersion: Int { Self.major(version) }

    /// Where Debian has the programs, in a folder for each version.
    private static let debianRoot = "/usr/lib/postgresql"

    /// Finds the program: the first on `PATH`, else the newest that Debian has installed.
    /// - Throws: `unsupported`, with the package to install.
    init(_ name: String, _ cancellation: Cancellation) throws(DriverError) {
        self.name = name
        let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
        guard
            let path = (folders + Self.debianFolders).map({ "\($0)/\(name)" }).first(where: Self.canBeRun)
        else {
            var error = DriverError(.unsupported, "\(name), PostgreSQL's own program, is not installed")
            error.help = "install it, of the server's version or newer: apt-get install postgresql-client"
            throw error
        }
        self.path = path
        let answer = try ChildProcess.run(path, ["--version"], environment: ["LC_ALL": "C"], cancellation)
        let words = String(decoding: answer.output, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard answer.status == 0, words.count >= 3, let digit = words[2].first, digit.isNumber else {
            throw DriverError(.unsupported, "\(path) does not say its version: \(answer.errors)")
        }
        version = String(words[2])
    }

    private static var debianFolders: [String] {
        guard let root = FilePath(debianRoot), let entries = try? FileSystem.list(root) else { return [] }
        return entries.compactMap { Int($0.name) }.sorted(by: >).map { "\(debianRoot)/\($0)/bin" }
    }

    private static func canBeRun(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// The number before the first point.
    static func major(_ version: String) -> Int { Int(version.prefix { $0.isNumber }) ?? 0 }

    /// Makes sure that the program knows all that the server has.
    func requireKnowing(_ server: ServerDescription) throws(DriverError) {
        let wanted = Self.major(server.version)
        guard majorVersion < wanted else { return }
        var error = DriverError(
            .unsupported, "\(path) is of version \(version), older than the server: PostgreSQL \(server.version)")
        error.help =
            "install the newer one: apt-get install postgresql-client-\(wanted); it has to be the first on PATH"
        throw error
    }

    // MARK: Running

    /// Runs it on a database; it asks for no password, and gets what it needs of secrets by its environment.
    /// - Parameters:
    ///   - session: the name of its session; its own, if nothing is said.
    ///   - waiting: is done every so often while it is at work.
    /// - Returns: what it wrote to standard output.
    func run(
        _ arguments: [String], on url: ConnectionURL, session: String? = nil, _ cancellation: Cancellation,
        whileWaiting waiting: WaitingWork? = nil
    ) throws(DriverError) -> [UInt8] {
        guard case .postgres(let location) = url.target else {
            throw DriverError(.misuse, "\(name) was asked to open \(url)")
        }
        var parameters = try ConnectionParameters(url, location, writes: name == "pg_restore", try loadLibPQ())
        if let session { parameters.add("application_name", session) }
        do throws(DriverError) {
            return try run(
                ["--no-password", "--dbname=\(parameters.text)"] + arguments,
                environment: try parameters.secretVariables, cancellation, whileWaiting: waiting)
        } catch  where error.kind == .accessDenied {
            var refusal = error
            let role = try EffectiveParameters(location, try loadLibPQ())["user"] ?? ""
            refusal.help = MissingRight(error.message).help(for: role, name == "pg_dump" ? .reading : .anything)
            throw refusal
        }
    }

    /// Runs it by itself.
    func run(
        _ arguments: [String], environment: [String: String] = [:], _ cancellation: Cancellation,
        whileWaiting waiting: WaitingWork? = nil
    ) throws(DriverError) -> [UInt8] {
        let result = try ChildProcess.run(
            path, arguments, environment: environment.merging(["LC_ALL": "C"]) { own, _ in own }, cancellation,
            whileWaiting: waiting)
        if result.status == 0 { return result.output }
        if cancellation.isCancelled { throw DriverError(.interrupted, "\(name) was stopped as asked") }
        throw failure(result)
    }

    /// What it said that matters: the lines of its errors without its own name.
    private func failure(_ result: ChildProcess.Result) -> DriverError {
        let lines = result.errors.split(separator: "\n").map(String.init)
        let texts = lines.map { line in
            ["\(name): error: ", "\(name): ", "ERROR:  "].reduce(line) { text, prefix in
                text.hasPrefix(prefix) ? String(text.dropFirst(prefix.utf8.count)) : text
            }
        }
        let ending = result.status > 128 ? "was ended by signal \(result.status - 128)" : "failed"
        let said = texts.isEmpty ? "" : ": " + texts.joined(separator: "; ")
        return DriverError(Self.kind(result.errors), "\(name) \(ending)\(said)")
    }

    /// The programs say in words alone what went wrong.
    private static func kind(_ text: String) -> DriverError.Kind {
        let signs: [(String, DriverError.Kind)] = [
            ("No space left on device", .diskFull),
            // That is how `pg_dump` waits for a lock no longer than it is told to.
            ("canceling statement due to statement timeout", .busy),
            ("permission denied", .accessDenied), ("may lack SELECT privilege", .accessDenied),
            ("must be owner of", .accessDenied),
            ("must be member of role", .accessDenied), ("must be able to SET ROLE", .accessDenied),
            ("server closed the connection", .connectionLost), ("connection to server", .unreachable),
        ]
        return signs.first { text.contains($0.0) }?.1 ?? .sql
    }
}

extension ConnectionParameters {
    /// The parameters as one text for a command line, which everybody on the machine can read: without secrets.
    ///
    /// Source: <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE>.
    var text: String {
        zip(names, values).filter { !PostgresLocation.secretNames.contains($0.0) }.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "\(name)='\(escaped)'"
        }.joined(separator: " ")
    }

    /// The secrets as variables for libpq.
    /// - Throws: `unsupported` for one that libpq takes from no variable.
    var secretVariables: [String: String] {
        get throws(DriverError) {
            var variables: [String: String] = [:]
            for (name, value) in zip(names, values) where PostgresLocation.secretNames.contains(name) {
                guard name == "password" else {
                    var error = DriverError(.unsupported, "\(name) cannot be handed on to PostgreSQL's own programs")
                    error.help = "write it into a service file, and name the service in the URL: ?service=NAME"
                    throw error
                }
                variables["PGPASSWORD"] = value
            }
            return variables
        }
    }
}
