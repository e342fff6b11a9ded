/// What a database, or the way to it, answered instead of doing what was asked.
public struct DriverError: Error, Sendable, Hashable {
    /// The kinds that lead to different answers.
    public enum Kind: Sendable, Hashable {
        /// The statement is wrong, or the data breaks a rule.
        case sql
        /// A foreign key is broken.
        case foreignKey
        /// A statement tried to begin, end or nest a transaction where the runner owns it.
        case transactionControl
        /// Another connection holds the lock.
        case busy
        /// Others have the database open that is to be replaced.
        case inUse
        /// It was stopped as asked.
        case interrupted
        /// The statement was stopped because it ran longer than it may.
        case timedOut
        /// The disk is full.
        case diskFull
        /// The database cannot be written.
        case readOnly
        /// Reading or writing failed below the database.
        case storage
        /// There is no memory left.
        case outOfMemory
        /// There is no database there.
        case missing
        /// The schema that is to hold the tables is not there, or not for the role.
        case noSchema
        /// The folder of the database is not there.
        case missingFolder
        /// There is a folder in its place.
        case isFolder
        /// The file may not be opened.
        case noPermission
        /// The file is no database.
        case notADatabase
        /// The database is encrypted.
        case encrypted
        /// The database is damaged.
        case corrupt
        /// Opening was refused because it would not be safe.
        case unsafe
        /// It lies where locks do not keep other machines out.
        case onNetwork
        /// The server cannot be reached, or takes no more connections.
        case unreachable
        /// The connection to the server is gone.
        case connectionLost
        /// The role is not let in, or may not do that.
        case accessDenied
        /// The connection would not be safe from others on the network.
        case insecure
        /// Something between here and the server hands each statement to another session.
        case pooler
        /// It collided with another transaction and was undone; it may be tried again.
        case deadlock
        /// The statement needs to stand outside a transaction.
        case outsideTransaction
        /// How to connect is not well said.
        case badURL
        /// The engine cannot do it, or not yet.
        case unsupported
        /// A fault of the driver or its caller.
        case misuse
    }

    /// The kind of answer.
    public var kind: Kind
    /// The database's own name for it, such as `SQLITE_CONSTRAINT_UNIQUE`.
    public var serverCode: String?
    /// The message, as the database words it.
    public var message: String
    /// The place in the statement, in UTF-8 bytes from its start.
    public var offset: Int?
    /// The database's file, where there is one: for advice that can be typed as it is.
    public var file: FilePath?
    /// True if the transaction is gone with the statement, not only the statement undone.
    public var transactionLost: Bool
    /// True if a commit failed in a way that does not tell whether it has happened.
    public var isCommitUnknown = false
    /// What a server says beside its message.
    public var fields: ServerFields?
    /// The next step, where the driver knows a better one than its kind.
    public var help: String?
    /// Which part of a batch failed.
    public var batchPlace: BatchPlace?
    /// Who had the lock that was not to be had, where a server told.
    public var blocker: LockBlocker?

    /// Makes an error.
    public init(
        _ kind: Kind, _ message: String, serverCode: String? = nil, offset: Int? = nil, file: FilePath? = nil,
        transactionLost: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.serverCode = serverCode
        self.offset = offset
        self.file = file
        self.transactionLost = transactionLost
    }
}

/// What a server says of an error beside its message.
public struct ServerFields: Sendable, Hashable {
    /// More about what happened; it may hold values of rows.
    public var detail: String?
    /// What the server suggests.
    public var hint: String?
    /// The functions and statements that led there.
    public var context: String?
    /// The statement inside a function that failed.
    public var internalQuery: String?
    /// The table's schema.
    public var schema: String?
    /// The table.
    public var table: String?
    /// The column.
    public var column: String?
    /// The constraint that was broken.
    public var constraint: String?

    /// Makes fields that say nothing.
    public init() {}
}

/// Where in a batch something failed.
public struct BatchPlace: Sendable, Hashable {
    /// The part, counted from 0.
    public var part: Int
    /// The statement in that part, counted from 0.
    public var statement: Int

    /// Makes a place.
    public init(part: Int, statement: Int) {
        self.part = part
        self.statement = statement
    }
}
