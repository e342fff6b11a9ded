/// One database engine: how its databases are found, opened and locked.
public protocol Backend: Sendable {
    /// What a database is called where nobody has given it a name; nothing is asked of it.
    func databaseName(of url: ConnectionURL) -> String

    /// What is there now, found without changing anything.
    func presence(of url: ConnectionURL) throws(DriverError) -> Presence

    /// Makes the database if there is none, where that is more than opening it: the lock needs it to be there.
    func create(_ url: ConnectionURL) throws(DriverError)

    /// Opens a connection.
    func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver

    /// Takes the lock that lets one Martlet at a time change the database; `nil` if `wait` ran out.
    func tryLock(_ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation)
        throws(DriverError) -> LockResult

    /// What there is to know of its backups.
    var backups: any BackupEngine { get }
}

/// Whether a database is there.
public enum Presence: Sendable, Hashable {
    /// Nothing is there; `init` or `migrate` makes it.
    case absent
    /// It is there, if only as an empty file.
    case present
}

/// How a connection is opened.
public struct ConnectOptions: Sendable, Hashable {
    /// What the connection is for.
    public enum Purpose: Sendable, Hashable {
        /// Reading only: whatever is run, nothing is written.
        case read
        /// Changing a database that exists.
        case write
        /// Changing a database, made if it does not exist.
        case create
    }

    /// What the connection is for.
    public var purpose: Purpose
    /// False for a database that may be hostile: functions in its schema are not trusted, and limits are low.
    public var isTrusted: Bool
    /// Whether foreign keys are enforced.
    public var foreignKeys: Bool
    /// How long to wait for somebody else's lock.
    public var lockTimeout: Duration
    /// The journal mode the project asks for; `nil` leaves it as it is.
    public var journalMode: JournalMode?
    /// The schema that Martlet's tables are in; `nil` for the one in which the connection makes new tables.
    public var schema: String?
    /// Whether nobody keeps the database: nothing waits for the disk.
    public var isThrowaway = false

    /// Makes options.
    public init(
        _ purpose: Purpose, isTrusted: Bool = true, foreignKeys: Bool = true, lockTimeout: Duration = .seconds(5),
        journalMode: JournalMode? = nil, schema: String? = nil
    ) {
        self.purpose = purpose
        self.isTrusted = isTrusted
        self.foreignKeys = foreignKeys
        self.lockTimeout = lockTimeout
        self.journalMode = journalMode
        self.schema = schema
    }
}

/// The answer to a wish for the lock.
public enum LockResult {
    /// The lock is held until the value is released.
    case held(any HeldLock)
    /// Somebody else had it all the time; who, if known.
    case busy(LockHolder?)
}

/// A lock that is held; it ends with `release`, with the value, or with the process.
public protocol HeldLock: AnyObject {
    /// Makes the lock last until `driver` is closed as well: what its session was doing when the holder was killed may
    /// go on for a moment, and nobody else begins before that has ended.
    func cover(_ driver: any Driver) throws(DriverError)

    /// Gives the lock back.
    func release()
}

extension Backend {
    /// What the URL says.
    public func databaseName(of url: ConnectionURL) -> String { url.databaseName }

    /// Nothing: the database is made when it is first opened.
    public func create(_ url: ConnectionURL) throws(DriverError) {}
}
