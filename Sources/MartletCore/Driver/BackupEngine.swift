/// What an engine knows of backups beside making the copy itself, which is the driver's.
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

    /// Makes an empty database of `file`, which exists and has no bytes: with all that is set for good in the file of the
    /// database at `url`.
    func makeEmpty(_ file: FilePath, like url: ConnectionURL) throws(DriverError)

    /// Shuts everybody else out of the database at `url`, which may be damaged or absent, so that it can be replaced.
    /// - Throws: `in-use`, naming who has it open.
    func seize(_ url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any SeizedDatabase
}

/// How much of a copy is looked at.
public enum ProofDepth: Sendable, Hashable {
    /// Its structure: enough for a copy whose bytes are known.
    case structure
    /// Structure, every index against its table, and foreign keys: for a copy that nobody vouches for.
    case everything
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
