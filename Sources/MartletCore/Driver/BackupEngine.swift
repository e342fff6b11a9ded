/// What an engine knows of backups beside making the copy itself, which is the driver's: how one is proved, and how a
/// database takes the place of another.
public protocol BackupEngine: Sendable {
    /// How the name of a backup ends, without the dot: `db`.
    var fileExtension: String { get }

    /// The engine in the JSON contract: `sqlite`.
    var engine: String { get }

    /// Proves that `file` is a whole and sound copy of a database. Writes nothing, not even beside it.
    /// - Returns: what should be known though the copy can be used.
    /// - Throws: `corrupt`, whose message tells the damage alone; `notADatabase`, `encrypted`; `unsafe` if it is
    ///   complete only with another file.
    func prove(
        _ file: FilePath, _ depth: ProofDepth, _ cancellation: Cancellation
    ) throws(DriverError) -> [CheckFinding]

    /// The statements that make the schema of a backup that is no database itself, as its own client writes them.
    /// - Throws: `corrupt`, `notADatabase`.
    func schemaScript(of file: FilePath, _ cancellation: Cancellation) throws(DriverError) -> [UInt8]

    /// What a question to a backup that is a database itself answers, without writing anything; `nil` of any other.
    func rows(of file: FilePath, _ query: String) throws(DriverError) -> [Row]?

    /// Where the database at `url` is, which may be absent; `nil` of a file, whose path says it.
    func place(of url: ConnectionURL) throws(DriverError) -> DatabasePlace?

    /// Whether two URLs lead to one database of a server, however they are written.
    func isSame(_ first: ConnectionURL, _ second: ConnectionURL) throws(DriverError) -> Bool

    /// Prepares to put another database in the place of the one at `url`, which may be damaged or absent.
    ///
    /// Everybody else is shut out of the old one as far as the engine can do that.
    /// - Throws: `in-use`, naming who has it open, and whatever else stands in the way.
    func replacement(of url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any Replacement
}

extension BackupEngine {
    /// Refuses: the backup is a database.
    public func schemaScript(of file: FilePath, _ cancellation: Cancellation) throws(DriverError) -> [UInt8] {
        throw DriverError(.unsupported, "\(file) is read as the database that it is")
    }

    /// Nothing: the backup is no database.
    public func rows(of file: FilePath, _ query: String) throws(DriverError) -> [Row]? { nil }

    /// Nothing: it is a file.
    public func place(of url: ConnectionURL) throws(DriverError) -> DatabasePlace? { nil }

    /// What the text says: there is no server to ask.
    public func isSame(_ first: ConnectionURL, _ second: ConnectionURL) throws(DriverError) -> Bool { first == second }
}

/// How much of a copy is looked at.
public enum ProofDepth: Sendable, Hashable {
    /// Its structure: enough for a copy whose bytes are known.
    case structure
    /// Structure, every index against its table, and foreign keys: for a copy that nobody vouches for.
    case everything
}

/// A database that is built beside the one whose place it takes, in one step.
///
/// Nobody else knows it, and until it takes the place the old one is whole and untouched, so that whatever goes wrong is
/// undone by throwing the new one away.
public protocol Replacement: AnyObject {
    /// Whether there is anything to be replaced.
    var replacesOne: Bool { get }

    /// Leads to the new database once it is made.
    var url: ConnectionURL { get }

    /// Makes the new database with nothing in it, and with all that is set for good in the old one.
    func makeEmpty() throws(MartletError)

    /// Makes the new database from a backup.
    /// - Parameter version: of what wrote the backup; `nil` if nobody knows.
    /// - Returns: the file that has to be the backup to the byte: a copy of it, or itself.
    func fill(
        from backup: FilePath, of version: String?, _ cancellation: Cancellation
    ) throws(MartletError) -> FilePath

    /// Shows that the new database is whole.
    func prove(_ cancellation: Cancellation) throws(DriverError)

    /// Lets everybody into the old database again while the new one is built.
    func letIn()

    /// Shuts everybody out of it again.
    /// - Throws: `in-use`.
    func shutOut() throws(MartletError)

    /// Puts the new database in the place of the old one.
    /// - Parameter lock: the lock of the old one, given up where it would keep that from happening.
    /// - Returns: what a person should know, a line each.
    /// - Throws: an error that says which of the two is there now.
    func takePlace(_ lock: (any HeldLock)?) throws(MartletError) -> [String]

    /// Lets everybody in, and throws away what did not take its place; also what happens when the value goes away.
    func discard()
}

/// An engine whose databases are files, and whose backups are databases.
public protocol FileBackupEngine: BackupEngine {
    /// Makes an empty database of `file`, which exists and has no bytes: with all that is set for good in the file of the
    /// database at `url`.
    func makeEmpty(_ file: FilePath, like url: ConnectionURL) throws(DriverError)

    /// Shuts everybody else out of the database at `url`, which may be damaged or absent, so that it can be replaced.
    /// - Throws: `in-use`, naming who has it open.
    func seize(_ url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any SeizedDatabase
}

/// A database that nobody else can use until it is released.
public protocol SeizedDatabase: AnyObject {
    /// The file in whose place the other is put.
    var file: FilePath { get }
    /// Whether there is anything to be replaced.
    var isPresent: Bool { get }
    /// What a person should know, a line each; more after `replace`.
    var notes: [String] { get }

    /// Makes the old database complete in its file, then puts `copy` in its place in one step.
    /// - Throws: an error that says which of the two is there now.
    func replace(with copy: consuming AtomicFile) throws(MartletError)

    /// Lets everybody in again; also what happens when the value goes away.
    func release()
}
