internal import MartletCore

/// Backups of PostgreSQL databases, which this version does not make.
struct PostgresBackups: BackupEngine {
    var fileExtension: String { "dump" }
    var engine: String { "postgresql" }

    func prove(
        _ file: FilePath, _ depth: ProofDepth, _ cancellation: Cancellation
    ) throws(DriverError) -> [CheckFinding] {
        throw Self.unsupported("a PostgreSQL backup cannot be proved", "pg_restore --list")
    }

    func makeEmpty(_ file: FilePath, like url: ConnectionURL) throws(DriverError) {
        throw Self.unsupported("a PostgreSQL database cannot be made in a file", "createdb")
    }

    func seize(_ url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any SeizedDatabase {
        throw MartletError(
            Self.unsupported("a PostgreSQL database cannot be replaced", "pg_restore"))
    }

    private static func unsupported(_ fact: String, _ tool: String) -> DriverError {
        var error = DriverError(.unsupported, "\(fact) by this version of Martlet")
        error.help = "use \(tool)"
        return error
    }
}
