/// A connection to a server, where each message costs a round trip.
public protocol ServerDriver: Driver {
    /// Runs all parts as one message.
    ///
    /// Nothing behind the first statement that fails is run. Without a transaction around them all statements of a
    /// message are one: they last together or not at all.
    /// - Throws: an error whose `batchPlace` is the statement that failed, and whose `offset` is counted from the start
    ///   of that part. `isCommitUnknown` is set if the connection was lost while a COMMIT of the engine's was under way.
    func runBatch(_ parts: [BatchPart], within limit: Duration?) throws(DriverError) -> BatchResult

    /// The statements, to go first in a batch, that do what `resetSession` does.
    var resetStatements: [String] { get }

    /// Whether the session has to be put right around each script.
    ///
    /// So it is once something was run in it that can change it, which whoever runs it says, once for all. It is so from
    /// the beginning where event triggers run with every statement, or role or search path are unusual.
    var mayHaveTraces: Bool { get set }

    /// Begins `COPY … FROM STDIN`: what follows is its data, until `finishCopy` or `abandonCopy`.
    func startCopy(_ sql: UnsafeBufferPointer<UInt8>) throws(DriverError)
    /// Sends a piece of the data, of any size; a row may go on in the next.
    func sendCopy(_ data: UnsafeBufferPointer<UInt8>) throws(DriverError)
    /// Ends the data; the number of rows.
    func finishCopy() throws(DriverError) -> Int
    /// Breaks it off, so that the statement fails.
    func abandonCopy(_ reason: String)

    /// Runs `COPY … TO STDOUT` and hands over its data in pieces; the number of rows.
    func copyOut(_ sql: String, each: (UnsafeBufferPointer<UInt8>) -> Void) throws(DriverError) -> Int

    /// Connects anew in place of a connection that was lost, and waits until the old session has ended.
    ///
    /// What that had under way is committed by then, or never will be.
    func reconnect(within patience: Duration, _ cancellation: Cancellation) throws(DriverError) -> Reconnection

    /// Is called, while a statement waits for a lock, with whoever has it: once for each.
    ///
    /// Only a connection that a lock covers can find out.
    var onBlocked: ((LockBlocker) -> Void)? { get set }

    /// Makes sure that names without a schema lead where the search path says first.
    /// - Throws: `noSchema`, with the statement for whoever may run it.
    func requireFirstSchema() throws(DriverError)

    /// Where the database is.
    func place() throws(DriverError) -> DatabasePlace

    /// What the server told on the way since the last call, and forgets it.
    func takeNotices() -> ServerNotices
}

/// What a connection finds that was made anew.
public struct Reconnection: Sendable, Hashable {
    /// Whether nothing can happen any more that the old session had under way.
    public var oldSessionEnded = false
    /// Whether the lock is still held, and covers the new session too.
    public var isLocked = false

    /// Makes one that knows of nothing.
    public init() {}
}

/// A part of what goes to a server as one message.
public enum BatchPart {
    /// One statement of the engine's own, with values for `$1` and so on.
    case own(String, [Value] = [])
    /// Whole statements of somebody's script, as they stand there, and how many they are.
    ///
    /// What begins or ends a transaction must have been refused before.
    case script(UnsafeBufferPointer<UInt8>, statements: Int)
}

/// What a batch came to.
public struct BatchResult: Sendable, Hashable {
    /// How many statements of scripts were run.
    public var statements = 0
    /// How many rows they changed.
    public var rows = 0
    /// The rows that the engine's own statements gave, by part.
    public var ownRows: [Int: [Row]] = [:]

    /// Makes the result of an empty batch.
    public init() {}
}

/// What a server told beside results: the first notices, and how many there were.
public struct ServerNotices: Sendable, Hashable {
    /// One of them.
    public struct Notice: Sendable, Hashable {
        /// How grave it is, in English: `NOTICE`, `WARNING`.
        public var severity: String
        /// The message, cut off if it is long.
        public var message: String

        /// Makes one.
        public init(severity: String, message: String) {
            self.severity = severity
            self.message = message
        }
    }

    /// The first of them.
    public var notices: [Notice] = []
    /// How many there were.
    public var count = 0

    /// Makes none.
    public init() {}
}
