/// The stable name of a fault; `docs/errors/<code>.md` explains each.
public enum ErrorCode: String, Sendable, Hashable, CaseIterable {
    // Usage and configuration.
    /// The command line cannot be understood.
    case usage
    /// There is no such command.
    case unknownCommand = "unknown-command"
    /// The command has no such option.
    case unknownOption = "unknown-option"
    /// There is no project here.
    case noProject = "no-project"
    /// The configuration is wrong.
    case config
    /// The project has no database of this name.
    case unknownDatabase = "unknown-database"
    /// The URL of the database is not one Martlet can use.
    case badURL = "bad-url"
    /// A variable is missing, or the file of variables is wrong.
    case environment

    // Files of a project.
    /// A file or folder cannot be read.
    case fileUnreadable = "file-unreadable"
    /// A file is not UTF-8 text.
    case notUTF8 = "not-utf8"
    /// A file in the folder is no migration.
    case strayFile = "stray-file"
    /// Two files have the same version.
    case duplicateVersion = "duplicate-version"
    /// It is not clear how the folder of migrations is laid out.
    case layout
    /// A file has no place in the graph of revisions.
    case revision
    /// A directive in a file is wrong.
    case directive
    /// A migration holds no statement.
    case emptyMigration = "empty-migration"
    /// A script begins, ends or nests a transaction.
    case transactionControl = "transaction-control"
    /// A statement needs to stand outside a transaction.
    case notInTransaction = "not-in-transaction"
    /// A file could not be written.
    case writeFailed = "write-failed"

    // History against files.
    /// A migration was edited after it was applied.
    case edited
    /// An applied migration has no file.
    case missing
    /// The database is newer than this build.
    case newerDatabase = "newer-database"
    /// A pending migration is older than one that is applied.
    case outOfOrder = "out-of-order"
    /// A migration without a transaction stopped half-way.
    case halfRun = "half-run"
    /// A migration needs one that is not there.
    case dependency
    /// Migrations depend on each other in a circle.
    case dependencyCycle = "dependency-cycle"
    /// The graph of revisions ends in several places.
    case severalHeads = "several-heads"
    /// The version is not one to go to.
    case unknownVersion = "unknown-version"
    /// A migration has no way back.
    case irreversible
    /// A migration does not work where it was tried, or does not lead back.
    case migrationBroken = "migration-broken"
    /// The history is not as Martlet wrote it.
    case historyDamaged = "history-damaged"
    /// The history was written by a newer Martlet.
    case historyNewer = "history-newer"
    /// The history is in a table of another name.
    case historyElsewhere = "history-elsewhere"
    /// The history of another tool cannot be taken over, or written, as it is.
    case adoption
    /// The schema is not what the history implies.
    case drift
    /// What the history implies cannot be found out.
    case unreplayable
    /// Something changed between the plan and the run.
    case changedSincePlan = "changed-since-plan"
    /// The schema is not complete yet.
    case pendingMigrations = "pending-migrations"

    // Running.
    /// The database refused a statement.
    case sql
    /// The code of a migration ended with an error.
    case codeFailed = "code-failed"
    /// Rows refer to nothing.
    case foreignKeys = "foreign-keys"
    /// A table rebuild would lose rows.
    case rowsLost = "rows-lost"
    /// The disk is full.
    case diskFull = "disk-full"
    /// The database or its folder cannot be written.
    case readOnly = "read-only"
    /// The run was interrupted.
    case interrupted
    /// A statement ran longer than it may.
    case statementTimeout = "statement-timeout"
    /// Somebody else has the lock.
    case locked

    // Databases and backups.
    /// There is no database there.
    case noDatabase = "no-database"
    /// The schema that is to hold the tables is not there.
    case noSchema = "no-schema"
    /// The server or the storage failed, or cannot be reached.
    case outOfReach = "out-of-reach"
    /// The role is not let in, or may not do that.
    case accessDenied = "access-denied"
    /// The connection would not be safe from others on the network.
    case insecureConnection = "insecure-connection"
    /// A pooler hands each statement to another session.
    case pooler
    /// The database engine cannot do it, or not yet.
    case unsupported
    /// The file is no database.
    case notADatabase = "not-a-database"
    /// The database is encrypted.
    case encrypted
    /// The database is damaged.
    case corrupt
    /// Opening the database for writing would not be safe.
    case unsafeDatabase = "unsafe-database"
    /// The database is in use.
    case inUse = "in-use"
    /// The backup is damaged.
    case backupDamaged = "backup-damaged"
    /// The backup could not be made.
    case backupFailed = "backup-failed"
    /// The backup cannot be proved.
    case unproven

    // Safety and questions.
    /// A confirmation is needed.
    case confirmationNeeded = "confirmation-needed"
    /// The database is protected.
    case protected
    /// Statements that were planned do not lead where they should.
    case planUnproved = "plan-unproved"
    /// You asked, and the answer is no.
    case answerIsNo = "answer-is-no"
    /// A fault of Martlet's own.
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
            .unknownVersion, .noSchema, .unsupported, .layout:
            .usage
        case .fileUnreadable, .notUTF8, .strayFile, .duplicateVersion, .revision, .severalHeads, .directive,
            .emptyMigration, .transactionControl, .notInTransaction, .edited, .missing, .newerDatabase, .outOfOrder,
            .halfRun,
            .dependency, .dependencyCycle, .irreversible, .historyDamaged, .historyNewer, .historyElsewhere, .adoption,
            .unreplayable, .changedSincePlan, .pendingMigrations:
            .needsPerson
        case .sql, .codeFailed, .foreignKeys, .rowsLost, .diskFull, .readOnly, .writeFailed, .backupFailed,
            .statementTimeout, .accessDenied, .planUnproved:
            .failed
        case .noDatabase, .outOfReach: .outOfReach
        case .locked: .locked
        case .confirmationNeeded, .protected, .inUse, .unsafeDatabase, .insecureConnection, .pooler: .refused
        case .notADatabase, .encrypted, .corrupt, .backupDamaged, .unproven: .damaged
        case .answerIsNo, .drift, .migrationBroken: .answerIsNo
        case .interrupted: .interrupted
        case .internalFault: .internalFault
        }
    }
}
