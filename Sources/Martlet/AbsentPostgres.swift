#if !PostgreSQL
    internal import MartletCore

    /// Stands for PostgreSQL in a program that was built without it: whatever is asked, the answer is `unsupported`.
    struct AbsentPostgres: Backend {
        private static var error: DriverError {
            var error = DriverError(.unsupported, "this program was built without PostgreSQL")
            error.help = "build it with the trait PostgreSQL of the package martlet, or use a sqlite: URL"
            return error
        }

        func presence(of url: ConnectionURL) throws(DriverError) -> Presence { throw Self.error }

        func create(_ url: ConnectionURL) throws(DriverError) { throw Self.error }

        func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver {
            throw Self.error
        }

        func tryLock(
            _ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
        ) throws(DriverError) -> LockResult {
            throw Self.error
        }

        var backups: any BackupEngine { AbsentBackups() }

        private struct AbsentBackups: BackupEngine {
            let fileExtension = "dump"
            let engine = "postgresql"

            func prove(
                _ file: FilePath, _ depth: ProofDepth, _ cancellation: Cancellation
            ) throws(DriverError) -> [CheckFinding] {
                throw AbsentPostgres.error
            }

            func replacement(of url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any Replacement {
                throw MartletError(AbsentPostgres.error)
            }
        }
    }
#endif
