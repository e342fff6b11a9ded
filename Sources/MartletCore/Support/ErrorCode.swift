/// The stable name of a fault; `docs/errors/<code>.md` explains each.
public enum ErrorCode: String, Sendable, Hashable, CaseIterable {
    // Usage and configuration.
    case usage
    case unknownCommand = "unknown-command"
    case unknownOption = "unknown-option"
    case noProject = "no-project"
    case config
    case unknownDatabase = "unknown-database"
    case badURL = "bad-url"
    case environment

    // Files of a project.
    case fileUnreadable = "file-unreadable"
    case notUTF8 = "not-utf8"
    case strayFile = "stray-file"
    case duplicateVersion = "duplicate-version"
    case directive
    case emptyMigration = "empty-migration"
    case transactionControl = "transaction-control"
    case notInTransaction = "not-in-transaction"
    case writeFailed = "write-failed"

    // History against files.
    case edited
    case missing
    case outOfOrder = "out-of-order"
    case halfRun = "half-run"
    case dependency
    case dependencyCycle = "dependency-cycle"
    case unknownVersion = "unknown-version"
    case irreversible
    case historyDamaged = "history-damaged"
    case historyNewer = "history-newer"
    case historyElsewhere = "history-elsewhere"
    case changedSincePlan = "changed-since-plan"
    case pendingMigrations = "pending-migrations"

    // Running.
    case sql
    case foreignKeys = "foreign-keys"
    case rowsLost = "rows-lost"
    case diskFull = "disk-full"
    case readOnly = "read-only"
    case interrupted
    case statementTimeout = "statement-timeout"
    case locked

    // Databases and backups.
    case noDatabase = "no-database"
    case outOfReach = "out-of-reach"
    case notADatabase = "not-a-database"
    case encrypted
    case corrupt
    case unsafeDatabase = "unsafe-database"
    case inUse = "in-use"
    case backupDamaged = "backup-damaged"
    case backupFailed = "backup-failed"
    case unproven

    // Safety and questions.
    case confirmationNeeded = "confirmation-needed"
    case protected
    case answerIsNo = "answer-is-no"
    case internalFault = "internal-fault"

    /// The next step after a fault whose message says itself what is wrong where.
    var usualHelp: String? {
        switch self {
        case .config: "correct it in martlet.yaml, then run the same command again"
        case .environment: "correct it in the file of variables, then run the same command again"
        case .directive: "correct the line, then run the same command again"
        case .internalFault: "please report it with this message, the command and `martlet version`"
        default: nil
        }
    }

    /// The exit status of a command that ends with this fault.
    public var exitStatus: ExitStatus {
        switch self {
        case .usage, .unknownCommand, .unknownOption, .noProject, .config, .unknownDatabase, .badURL, .environment,
            .unknownVersion:
            .usage
        case .fileUnreadable, .notUTF8, .strayFile, .duplicateVersion, .directive, .emptyMigration,
            .transactionControl, .notInTransaction, .edited, .missing, .outOfOrder, .halfRun, .dependency,
            .dependencyCycle, .irreversible, .historyDamaged, .historyNewer, .historyElsewhere, .changedSincePlan,
            .pendingMigrations:
            .needsPerson
        case .sql, .foreignKeys, .rowsLost, .diskFull, .readOnly, .writeFailed, .backupFailed,
            .statementTimeout:
            .failed
        case .noDatabase, .outOfReach: .outOfReach
        case .locked: .locked
        case .confirmationNeeded, .protected, .inUse, .unsafeDatabase: .refused
        case .notADatabase, .encrypted, .corrupt, .backupDamaged, .unproven: .damaged
        case .answerIsNo: .answerIsNo
        case .interrupted: .interrupted
        case .internalFault: .internalFault
        }
    }
}
