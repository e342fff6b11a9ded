internal import MartletCore

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
