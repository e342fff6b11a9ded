public import MartletCore
internal import SQLText
internal import Synchronization

extension PostgresBackend: ScratchBackend {
    /// Makes a database of its own on the server: one that writes and sorts texts like the one that the URL names, and
    /// whose sessions have its settings, as far as they may change what a script makes.
    public func makeScratch(
        beside url: ConnectionURL, copyOf template: (any ScratchDatabase)?
    ) throws(DriverError) -> any ScratchDatabase {
        guard case .postgres(let location) = url.target else {
            throw DriverError(.misuse, "PostgreSQL was asked to open \(url)")
        }
        let session = try ScratchSession.forProcess(url, location)
        let name = session.newName()
        let connection = try DatabaseCreation.maintenance(url, location)
        defer { connection.close() }
        let original = try DatabaseTraits(of: try DatabaseCreation.databaseName(url, location), connection)
        try Self.make(name, like: template == nil ? original : nil, template, connection)
        let scratch = PostgresScratch(url, location.with("dbname", name), session)
        if let original { try DatabaseParameters(of: original.number, connection).lend(to: name.quotedAsIdentifier) }
        if template == nil { try PostgresConnection.makeFirstSchema(scratch.url, location.with("dbname", name)) }
        return scratch
    }

    private static func make(
        _ name: String, like original: DatabaseTraits?, _ template: (any ScratchDatabase)?,
        _ connection: PostgresConnection
    ) throws(DriverError) {
        var source = "template0"
        if let url = template?.url {
            guard case .postgres(let location) = url.target else {
                throw DriverError(.misuse, "no database to copy")
            }
            source = try DatabaseCreation.databaseName(url, location)
        }
        do throws(DriverError) {
            let words = ["CREATE DATABASE", name.quotedAsIdentifier, "TEMPLATE", source.quotedAsIdentifier]
            try connection.run((words + (original?.locale ?? [])).joined(separator: " "))
        } catch  where error.kind == .accessDenied {
            var refusal = error
            let role = (try? connection.query("SELECT CURRENT_USER"))?.first?.text(0) ?? "NAME"
            refusal.help = "have an administrator run: ALTER ROLE \(role.quotedAsIdentifier) CREATEDB;"
            throw refusal
        }
    }
}

/// A database that goes with its owner.
private final class PostgresScratch: ScratchDatabase {
    let url: ConnectionURL
    private let server: ConnectionURL
    private let location: PostgresLocation
    /// While it is open, the database counts as used.
    private let session: ScratchSession
    private let isRemoved = Atomic(false)

    init(_ server: ConnectionURL, _ location: PostgresLocation, _ session: ScratchSession) {
        url = ConnectionURL(.postgres(location))
        self.server = server
        self.location = location
        self.session = session
    }

    deinit { remove() }

    func serverNames() throws(DriverError) -> ServerNames? {
        let connection = try DatabaseCreation.maintenance(server, location)
        defer { connection.close() }
        let rows = try connection.query(
            """
            SELECT 'role', rolname FROM pg_catalog.pg_roles
            UNION ALL SELECT 'tablespace', spcname FROM pg_catalog.pg_tablespace
            UNION ALL SELECT 'actor', rolname FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER AND NOT rolsuper
            UNION ALL SELECT 'member', rolname FROM pg_catalog.pg_roles
            WHERE pg_catalog.pg_has_role(CURRENT_USER, oid, 'MEMBER')
            """)
        func names(_ kind: String) -> [String] { rows.filter { $0.text(0) == kind }.compactMap { $0.text(1) } }
        var found = ServerNames(
            roles: Set(names("role")), tablespaces: Set(names("tablespace")), actor: names("actor").first)
        found.memberships = Set(names("member"))
        return found
    }

    func remove() {
        guard !isRemoved.exchange(true, ordering: .relaxed), let name = location.value(of: "dbname"),
            let connection = try? DatabaseCreation.maintenance(server, location)
        else { return }
        defer { connection.close() }
        // Tests leave pools of connections open; before PostgreSQL 13 those have to be closed first.
        let statement = "DROP DATABASE IF EXISTS \(name.quotedAsIdentifier)"
        do throws(DriverError) {
            try connection.run(statement + " WITH (FORCE)")
        } catch {
            try? connection.run(statement)
        }
    }
}

/// A session that bears a name, by which the databases of this process are known for as long as it lives.
///
/// The connection is opened and then left alone: it ends with the process, however that ends.
private final class ScratchSession: @unchecked Sendable {
    private let name: String
    private let connection: PostgresConnection
    private let count = Atomic(0)

    private static let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    private static let sessions = Mutex<[ConnectionURL: ScratchSession]>([:])

    /// The one that this process has on a server, opened by whoever asks first.
    static func forProcess(_ url: ConnectionURL, _ location: PostgresLocation) throws(DriverError) -> ScratchSession {
        let result = sessions.withLock { sessions -> Result<ScratchSession, DriverError> in
            if let known = sessions[url] { return .success(known) }
            do throws(DriverError) {
                let session = try ScratchSession(url, location)
                sessions[url] = session
                return .success(session)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(_ url: ConnectionURL, _ location: PostgresLocation) throws(DriverError) {
        name = ".martlet-test-" + String((0..<16).map { _ in Self.letters.randomElement() ?? "0" })
        connection = try DatabaseCreation.maintenance(url, location, name: name)
        removeAbandoned()
    }

    func newName() -> String { "\(name).\(count.add(1, ordering: .relaxed).newValue)" }

    /// Removes what processes have left that are gone.
    private func removeAbandoned() {
        let rows = try? connection.query(
            """
            SELECT d.datname FROM pg_catalog.pg_database AS d
            WHERE d.datname ~ '^[.]martlet-test-[0-9a-z]{16}[.][0-9]+$' AND pg_catalog.pg_has_role(d.datdba, 'MEMBER')
              AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_stat_activity AS a
                WHERE a.application_name = substring(d.datname FROM '^(.*)[.][0-9]+$'))
            """)
        for name in (rows ?? []).compactMap({ $0.text(0) }) {
            try? connection.run("DROP DATABASE IF EXISTS \(name.quotedAsIdentifier)")
        }
    }
}
