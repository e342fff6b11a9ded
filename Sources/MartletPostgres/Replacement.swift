internal import Glibc
internal import MartletCore
internal import SQLText

/// A database that is built beside the one whose name it gets: both are renamed in one transaction.
///
/// A server has no way to shut others out of a database while it is read. So whoever has it open is asked for at the
/// beginning and at the end, and the server itself refuses to rename what is in use.
final class PostgresReplacement: Replacement {
    private(set) var url: ConnectionURL
    var replacesOne: Bool { old != nil }

    private let original: ConnectionURL
    private let location: PostgresLocation
    /// What the database is called.
    private let name: String
    private let names = TemporaryDatabase()
    private let connection: PostgresConnection
    private let old: DatabaseTraits?
    private var isBuilt = false
    private var notes: [String] = []
    /// The number of the new database, which stays when it is renamed.
    private var newNumber: Int?

    /// Looks whether it can be done.
    init(of url: ConnectionURL, _ location: PostgresLocation) throws(DriverError) {
        self.url = url
        original = url
        self.location = location
        name = try DatabaseCreation.databaseName(url, location)
        connection = try DatabaseCreation.maintenance(url, location, name: names.session)
        // Whoever may make operators in that database could have others run them.
        try connection.run("SET search_path = pg_catalog, pg_temp")
        old = try DatabaseTraits(of: name, connection)
        try requireRights()
        try requireUnused()
    }

    deinit { discard() }

    // MARK: What has to be so

    /// Found out before anything is built: a role may own a database, and not be allowed to make another.
    private func requireRights() throws(DriverError) {
        let row = try connection.query(
            """
            SELECT CURRENT_USER, rolsuper, rolcreatedb OR rolsuper,
              $1 = '' OR pg_catalog.pg_has_role($1, 'MEMBER')
            FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER
            """, [.text(old?.owner ?? "")]
        ).first
        let role = row?.text(0) ?? ""
        guard row?.integer(2) == 1 else {
            var error = DriverError(
                .accessDenied, "the role \(role) may make no database, so that none can be built beside \(name)")
            error.help = "have an administrator run: ALTER ROLE \(role.quotedAsIdentifier) CREATEDB;"
            throw error
        }
        guard let old, row?.integer(3) != 1 else { return }
        var error = DriverError(
            .accessDenied, "\(name) belongs to \(old.owner), and the role \(role) may not put another in its place")
        error.help =
            "connect as \(old.owner), or have an administrator run: "
            + "GRANT \(old.owner.quotedAsIdentifier) TO \(role.quotedAsIdentifier);"
        throw error
    }

    /// Who has the old database open, beside this process.
    private func users() throws(DriverError) -> [String] {
        let rows = try connection.query(
            """
            SELECT pid, application_name, usename, client_addr FROM pg_catalog.pg_stat_activity
            WHERE datname \(equals) $1 AND backend_type IS DISTINCT FROM 'autovacuum worker' ORDER BY pid
            """, [.text(name)])
        return rows.compactMap { row in
            let session = row.text(1) ?? ""
            if let holder = HolderName(reading: session)?.holder, Self.isThisProcess(holder) { return nil }
            let program = session.isEmpty ? "" : ", \(session)"
            return "\(row.text(2) ?? "somebody") (session \(row.integer(0) ?? 0)\(program)"
                + "\(row.text(3).map { ", from \($0)" } ?? ""))"
        }
    }

    /// The server may have cut the host's name off.
    private static func isThisProcess(_ holder: LockHolder) -> Bool {
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        return holder.process == getpid()
            && String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .hasPrefix(holder.host)
    }

    private func requireUnused() throws(DriverError) {
        var users = try users()
        // A session goes on for a moment after its program has left.
        for _ in 0..<10 where !users.isEmpty {
            usleep(50_000)
            users = try self.users()
        }
        if !users.isEmpty { throw inUse(users) }
    }

    private func inUse(_ users: [String]) -> DriverError {
        let who = users.isEmpty ? "somebody else" : users.joined(separator: ", ")
        var error = DriverError(.inUse, "\(name) is in use by \(who)")
        error.help = "stop what uses it, then run the command again"
        return error
    }

    // MARK: Building

    func makeEmpty() throws(MartletError) {
        try telling { () throws(DriverError) in
            try make()
            try PostgresConnection.makeFirstSchema(url, location.with("dbname", names.new))
        }
    }

    func fill(
        from backup: FilePath, of version: String?, _ cancellation: Cancellation
    ) throws(MartletError) -> FilePath {
        try telling { () throws(DriverError) in
            try requireServer(for: version)
            let program = try ClientProgram("pg_restore", cancellation)
            try make()
            do throws(DriverError) {
                _ = try program.run(["--exit-on-error", backup.string], on: url, cancellation)
            } catch {
                let isOfTheFile = ["unsupported version", "does not appear"].contains { error.message.contains($0) }
                throw isOfTheFile ? PostgresBackups.explained(error, backup, program) : advising(error, backup)
            }
        }
        return backup
    }

    /// What a backup holds of other roles, nobody but they and administrators can bring back as theirs.
    private func advising(_ error: DriverError, _ backup: FilePath) -> DriverError {
        // Who is to own something has to have the right to make it, which a new database gives to its own owner alone.
        let isOfNewOwner =
            error.message.contains(" OWNER TO ") && error.message.contains("permission denied for schema")
        let advice =
            isOfNewOwner ? "restore as an administrator, who may give to each role what was its own;" : error.help
        guard let first = advice ?? MissingRight(error.message).help(for: "") else { return error }
        var error = error
        error.help =
            first + " or restore without owners and rights into an empty database: pg_restore --no-owner "
            + "--no-privileges --exit-on-error --dbname=URL \(backup.string.quotedForShell)"
        return error
    }

    private func telling(_ body: () throws(DriverError) -> Void) throws(MartletError) {
        do throws(DriverError) {
            try body()
        } catch {
            let state = error.isCommitUnknown ? "is the old database or the new one, whole" : "is unchanged"
            throw MartletError(error, notes: ["\(original) \(state)"])
        }
    }

    private func make() throws(DriverError) {
        TemporaryDatabase.removeAbandoned(connection)
        isBuilt = true
        url = ConnectionURL(.postgres(location.with("dbname", names.new)))
        if let old {
            notes = try old.makeAnother(named: names.new)
        } else {
            try connection.run("CREATE DATABASE \(names.new.quotedAsIdentifier) TEMPLATE template0")
        }
        newNumber = try DatabaseTraits(of: names.new, connection)?.number
    }

    /// What a newer server wrote may hold what this one does not know.
    private func requireServer(for version: String?) throws(DriverError) {
        guard let version, ClientProgram.major(version) > ClientProgram.major(connection.server.version) else { return }
        var error = DriverError(
            .unsupported,
            "the backup is of PostgreSQL \(version), and the server is older: \(connection.server.version)")
        error.help = "restore it into a server of that version or newer: --into URL"
        throw error
    }

    /// What was restored was written by the server itself, which refuses what breaks a rule.
    func prove(_ cancellation: Cancellation) throws(DriverError) {
        if cancellation.isCancelled { throw DriverError(.interrupted, "stopped as asked") }
        try PostgresConnection(url, location.with("dbname", names.new), ConnectOptions(.read)).close()
    }

    // MARK: Taking the place

    func letIn() {}

    func shutOut() throws(MartletError) { try telling { () throws(DriverError) in try requireUnused() } }

    func takePlace(_ lock: (any HeldLock)?) throws(MartletError) -> [String] {
        try telling { () throws(DriverError) in
            try requireUnused()
            // Its session is in the old database, and a database with sessions keeps its name.
            lock?.release()
            try rename()
        }
        isBuilt = false
        url = original
        guard old != nil, !TemporaryDatabase.remove(names.old, connection) else { return notes }
        return notes + ["the old database could not be removed; it is kept as \(names.old)"]
    }

    /// One transaction: whoever looks finds the old database or the new one under the name, also after a crash.
    private func rename() throws(DriverError) {
        do throws(DriverError) {
            try connection.run("BEGIN")
            if old != nil { try rename(name, to: names.old) }
            try rename(names.new, to: name)
            try connection.run("COMMIT")
        } catch {
            try? connection.rollback()
            switch error.serverCode {
            // object_in_use and duplicate_database.
            case "55006": throw inUse((try? users()) ?? [])
            case "42P04": throw DriverError(.sql, "\(name) was made by somebody else meanwhile")
            default: if try !hasTakenPlace(despite: error) { throw error }
            }
        }
    }

    private func rename(_ from: String, to name: String) throws(DriverError) {
        try connection.run("ALTER DATABASE \(from.quotedAsIdentifier) RENAME TO \(name.quotedAsIdentifier)")
    }

    /// Whether the new database has the name, asked anew where the connection was lost on the way.
    private func hasTakenPlace(despite error: DriverError) throws(DriverError) -> Bool {
        guard error.kind == .connectionLost else { return false }
        do throws(DriverError) {
            let other = try DatabaseCreation.maintenance(original, location)
            defer { other.close() }
            return try DatabaseTraits(of: name, other)?.number == newNumber
        } catch _ {
            var unknown = error
            unknown.isCommitUnknown = true
            throw unknown
        }
    }

    func discard() {
        if isBuilt { TemporaryDatabase.remove(names.new, connection) }
        isBuilt = false
        connection.close()
    }
}
