internal import CPostgres
public import MartletCore

/// What there is to know of backups of PostgreSQL databases: a backup is an archive of `pg_dump`.
struct PostgresBackups: BackupEngine {
    var fileExtension: String { "dump" }
    var engine: String { "postgresql" }

    /// Reads the archive to its end, as a restore would; what is in it shows when it is restored, which is always done
    /// beside the old database first.
    func prove(
        _ file: FilePath, _ depth: ProofDepth, _ cancellation: Cancellation
    ) throws(DriverError) -> [CheckFinding] {
        let program = try ClientProgram("pg_restore", cancellation)
        do throws(DriverError) {
            _ = try program.run(["--file=/dev/null", file.string], cancellation)
            return []
        } catch  where error.kind == .sql {
            throw Self.explained(error, file, program)
        }
    }

    /// Without the rows: `--section` leaves them out and keeps REFRESH, which `--schema-only` would not.
    func schemaScript(of file: FilePath, _ cancellation: Cancellation) throws(DriverError) -> [UInt8] {
        let program = try ClientProgram("pg_restore", cancellation)
        do throws(DriverError) {
            return try program.run(
                ["--section=pre-data", "--section=post-data", "--file=-", file.string], cancellation)
        } catch  where error.kind == .sql {
            throw Self.explained(error, file, program)
        }
    }

    /// What `pg_restore` says of an archive that it cannot read.
    static func explained(_ error: DriverError, _ file: FilePath, _ program: ClientProgram) -> DriverError {
        var answer = DriverError(.corrupt, error.message)
        answer.help =
            "restore another backup; or save what can be read: pg_restore --file=- \(file.string.quotedForShell)"
        if error.message.contains("does not appear to be") {
            answer = DriverError(.notADatabase, "\(file) is no archive of pg_dump")
            answer.help = "a file of SQL is loaded by psql --single-transaction --file=\(file.string.quotedForShell)"
        } else if error.message.contains("unsupported version") {
            answer = DriverError(
                .unsupported, "\(file) was written by a pg_dump that is newer than pg_restore \(program.version)")
            answer.help = "install the version that wrote it, or a newer one: apt-get install postgresql-client"
        }
        return answer
    }

    /// Asked in the database itself, or in one that every server has.
    func place(of url: ConnectionURL) throws(DriverError) -> DatabasePlace? {
        let (connection, name) = try connect(to: url)
        defer { connection.close() }
        var place = try connection.place()
        place.database = name
        return place
    }

    /// The same server is the one that has the same number and was started at the same moment: a copy of its data has
    /// the number too.
    func isSame(_ first: ConnectionURL, _ second: ConnectionURL) throws(DriverError) -> Bool {
        guard try name(of: first) == name(of: second) else { return false }
        return try server(of: first) == server(of: second)
    }

    private func name(of url: ConnectionURL) throws(DriverError) -> String {
        guard case .postgres(let location) = url.target else {
            throw DriverError(.misuse, "\(url) is not on a PostgreSQL server")
        }
        return try DatabaseCreation.databaseName(url, location)
    }

    private func server(of url: ConnectionURL) throws(DriverError) -> String {
        let (connection, _) = try connect(to: url)
        defer { connection.close() }
        let start = try connection.query(
            "SELECT pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time())::pg_catalog.text"
        ).first?.text(0)
        let system = try connection.place().system
        return "\(system ?? "") \(start ?? "")"
    }

    /// A session for asking about a server; the name is that of the database.
    private func connect(to url: ConnectionURL) throws(DriverError) -> (PostgresConnection, name: String) {
        guard case .postgres(let location) = url.target else {
            throw DriverError(.misuse, "\(url) is not on a PostgreSQL server")
        }
        do throws(DriverError) {
            let connection = try PostgresConnection(url, location, ConnectOptions(.read))
            return (connection, try connection.place().database ?? "")
        } catch  where error.kind != .unreachable {
            return (try DatabaseCreation.maintenance(url, location), try name(of: url))
        }
    }

    func replacement(of url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any Replacement {
        guard case .postgres(let location) = url.target else {
            throw MartletError(.usage, "\(url) is not on a PostgreSQL server")
        }
        if url.isReadOnly { throw MartletError(.readOnly, "the URL is for reading only: \(url)") }
        do throws(DriverError) {
            return try PostgresReplacement(of: url, location)
        } catch {
            throw MartletError(error, notes: ["\(url) is unchanged"])
        }
    }
}

extension PostgresConnection {
    /// Where the database is, as the client reached it; the server's number where the role may ask for it.
    ///
    /// Source: <https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-CONTROLDATA>.
    public func place() throws(DriverError) -> DatabasePlace {
        let mayAsk = try query(
            "SELECT 1 WHERE pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')")
        var system: String?
        if !mayAsk.isEmpty {
            system = try query("SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()").first?
                .text(0)
        }
        let name = try query("SELECT pg_catalog.current_database()").first?.text(0) ?? ""
        let handle = try connection()
        return DatabasePlace(
            database: name, host: pq.pointee.PQhost(handle).map { DriverError.text($0) },
            port: pq.pointee.PQport(handle).map { DriverError.text($0) }, system: system)
    }
}
