internal import CPostgres
public import MartletCore

/// One session of a PostgreSQL server.
public final class PostgresConnection: ServerDriver {
    /// What answers.
    public private(set) var server = ServerDescription(engine: "postgresql", name: "PostgreSQL", version: "")
    /// Stops the running statement from another thread.
    public let cancelHandle = CancelHandle {}

    let pq: LibPQ
    let url: ConnectionURL
    private let location: PostgresLocation
    let options: ConnectOptions
    private let name: String?
    /// What the server said of the session when it began.
    private(set) var facts: SessionFacts
    /// Whether the session has to be put right around each script.
    public var mayHaveTraces = true
    private var handle: OpaquePointer?
    private var settings: SessionSettings
    private let notices = NoticeCollector()
    /// How many marks there are to which the transaction can be undone.
    var savepoints = 0
    /// The time limit that the server knows of; `nil` if an undone transaction may have changed it.
    var limitInForce: Duration?
    /// Whether that limit goes with the transaction.
    var limitWasSetInTransaction = false
    /// The lock that covers this connection, through whose session it is seen what this one waits for.
    weak var watcher: PostgresLock?
    /// The same for one for reading, which no lock covers: opened once it has waited for a while.
    private var observer: PostgresConnection?
    /// Who was last seen to keep the statement under way waiting.
    private var blocker: LockBlocker?
    /// The process that was last told of.
    private var told: Int32?
    /// Is told of whoever keeps a statement waiting.
    public var onBlocked: ((LockBlocker) -> Void)?
    /// Reused from message to message.
    var message = MessageText()

    /// Connects.
    /// - Parameter name: the session's name in the server's list; nothing for what the URL says, or `martlet`.
    /// - Throws: what stands in the way, each kind by its own name.
    init(
        _ url: ConnectionURL, _ location: PostgresLocation, _ options: ConnectOptions, name: String? = nil
    ) throws(DriverError) {
        pq = try loadLibPQ()
        self.url = url
        self.location = location
        self.options = options
        self.name = name
        settings = SessionSettings(options, serverVersion: 0, hasNetwork: true, defersFlush: false)
        facts = SessionFacts.unknown
        try open()
    }

    /// Makes the connection, the first one or another.
    func open() throws(DriverError) {
        var parameters = try ConnectionParameters(url, location, writes: options.purpose != .read, pq)
        if let name { parameters.add("application_name", name) }
        let connection = try openConnection(parameters, pq)
        handle = connection
        let version = Int(pq.pointee.PQserverVersion(connection))
        settings = SessionSettings(
            options, serverVersion: version, hasNetwork: !isSystemSocket(pq.pointee.PQsocket(connection)),
            defersFlush: name == nil && options.purpose != .read)
        notices.listen(to: connection, pq)
        server.version = pq.pointee.PQparameterStatus(connection, "server_version").map { Self.number($0) } ?? ""
        armCancel(connection)
        do throws(DriverError) {
            try startSession()
        } catch {
            close()
            throw error
        }
    }

    /// `15.18` of `15.18 (Debian 15.18-0+deb12u1)`.
    private static func number(_ text: UnsafePointer<CChar>) -> String {
        String(String(cString: text).prefix { $0 != " " })
    }

    private func startSession() throws(DriverError) {
        do throws(DriverError) {
            try setUp()
        } catch  where error.serverCode == "22023" {
            // Not every system can tell a server that its client is gone.
            settings.checkNoClient()
            try setUp()
        }
        guard options.purpose != .read, facts.isReadOnly else { return }
        var error = DriverError(
            .readOnly,
            facts.isStandby
                ? "\(url) is a standby: it follows another server, and cannot be written"
                : "\(url) is for reading only for this role: default_transaction_read_only is on")
        error.help =
            facts.isStandby
            ? "name the primary server in the URL, or all of them: postgres://role@one,two/database"
            : "see who set it: \\drds in psql; to go on nevertheless, add "
                + "?options=-c%20default_transaction_read_only%3Doff to the URL"
        throw error
    }

    private func setUp() throws(DriverError) {
        var facts: SessionFacts?
        let isForReading = options.purpose == .read
        try run(([SessionFacts.statement] + (isForReading ? [] : settings.statements)).joined(separator: ";")) {
            _, row in
            facts = SessionFacts(row)
        }
        guard let facts else { throw DriverError(.misuse, "the server does not say who it is") }
        self.facts = facts
        mayHaveTraces = facts.isUnusual
        // A pooler may lend the session to somebody else in a moment, who could not write then.
        if isForReading, isDirect { try run(settings.statements.joined(separator: ";")) }
        limitInForce = .zero
    }

    /// A handle that may cross threads: `PQcancel` is the only thing done with it there, and the cancel handle is
    /// disarmed before it is freed.
    private struct CancelPointer: @unchecked Sendable {
        let pq: LibPQ
        let pointer: OpaquePointer
    }

    private var cancelPointer: CancelPointer?

    private func armCancel(_ connection: OpaquePointer) {
        guard let pointer = pq.pointee.PQgetCancel(connection) else { return }
        let target = CancelPointer(pq: pq, pointer: pointer)
        cancelPointer = target
        cancelHandle.arm {
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { reason in
                _ = target.pq.pointee.PQcancel(target.pointer, reason.baseAddress, 256)
            }
        }
    }

    deinit { close() }

    // MARK: State

    /// The open connection.
    func connection() throws(DriverError) -> OpaquePointer {
        guard let handle else { throw DriverError(.misuse, "the connection is closed") }
        return handle
    }

    /// An exchange of messages; what is asked of somebody's script is watched while it waits.
    func exchange(isWatched: Bool = false) throws(DriverError) -> Exchange {
        blocker = nil
        let exchange = Exchange(pq: pq, connection: try connection())
        let process = facts.process
        var watched = exchange
        if isWatched, let watcher {
            watched.whileWaiting = lookingOut { watcher.connection.blocker(of: process) }
        } else if options.purpose == .read, name == nil, isDirect {
            watched.whileWaiting = lookingOut { [unowned self] in lookout?.blocker(of: process) }
        }
        return watched
    }

    /// Another session, over which it is seen what this one waits for.
    var lookout: PostgresConnection? {
        if observer == nil { observer = try? another() }
        return observer
    }

    /// Asks from time to time who has a lock, as long as something waits for it.
    func lookingOut(_ find: @escaping () -> LockBlocker?) -> WaitingWork {
        // Often enough that the time a lock may take does not pass unseen.
        let pause = max(.milliseconds(10), min(options.lockTimeout / 3, .milliseconds(500)))
        return WaitingWork(every: pause) { [unowned self] in if let found = find() { note(found) } }
    }

    private func note(_ found: LockBlocker) {
        blocker = found
        guard found.process != told else { return }
        told = found.process
        onBlocked?(found)
    }

    /// The error, with whoever was seen to have the lock.
    func blaming(_ error: DriverError) -> DriverError {
        guard error.kind == .busy else { return error }
        var error = error
        error.blocker = blocker
        return error
    }

    /// True while a transaction is open, also one that an error has spoilt.
    public var isInTransaction: Bool {
        guard let handle else { return false }
        let state = pq.pointee.PQtransactionStatus(handle)
        return state != PQTRANS_IDLE && state != PQTRANS_UNKNOWN
    }

    /// Another connection to the same place.
    func another() throws(DriverError) -> PostgresConnection {
        try PostgresConnection(url, location, options, name: "martlet")
    }

    /// Whether the process that answers is the one that the connection was made to.
    var isDirect: Bool { handle.map { pq.pointee.PQbackendPID($0) == facts.process } ?? false }

    /// What the server told on the way since the last call.
    public func takeNotices() -> ServerNotices { notices.take() }

    // MARK: Statements

    /// Runs one statement of the engine's own.
    public func query(_ sql: String, _ values: [Value], each: (Row) -> Void) throws(DriverError) {
        let exchange = try exchange()
        let bound = try BoundValues(values)
        message.clear()
        message.append(sql)
        try message.withCString { (text) throws(DriverError) in try exchange.send(text, bound) }
        let answer = exchange.receive { _, row in each(row) }
        guard var error = answer.error.map(blaming) else { return }
        if options.purpose == .read { error = error.namingRightToRead(of: try connection(), pq) }
        // 08P01: fewer values than parameters; 42P18: more of them, so that nothing says of what type one is.
        if ["08P01", "42P18"].contains(error.serverCode) { error.kind = .misuse }
        throw error
    }

    /// Runs statements of the driver's own as one message.
    func run(_ sql: String, _ each: (_ statement: Int, Row) -> Void = { _, _ in }) throws(DriverError) {
        let exchange = try exchange()
        message.clear()
        message.append(sql)
        try message.withCString { (text) throws(DriverError) in try exchange.send(text) }
        let answer = exchange.receive(each)
        if let error = answer.error { throw blaming(error) }
    }

    /// Runs one statement of somebody's script.
    public func runStatement(
        _ sql: UnsafeBufferPointer<UInt8>, within limit: Duration?
    ) throws(DriverError) -> Int {
        if let word = TransactionGuard.refusedWord(sql) {
            _ = try connection()
            throw TransactionGuard.refusal(word)
        }
        guard options.purpose != .read else { return try runReading(sql, limit) }
        try limitTime(to: limit)
        let wasInTransaction = isInTransaction
        let begun = ContinuousClock.now
        let answer = try cancelHandle.whileRunning { () throws(DriverError) -> Exchange.Answer in
            try self.answer(to: sql)
        }
        if var error = answer.error {
            error = explain(error, limit, since: begun)
            error.transactionLost = wasInTransaction && !isInTransaction
            throw error
        }
        guard isInTransaction == wasInTransaction else {
            if isInTransaction { try? rollback() }
            var error = TransactionGuard.refusal(answer.completions.last?.tag ?? "a statement")
            error.transactionLost = wasInTransaction
            throw error
        }
        if answer.completions.contains(where: \.copied) { throw Self.dataWithoutTaker }
        return answer.completions.reduce(0) { $0 + $1.rows }
    }

    private static let dataWithoutTaker = DriverError(
        .sql, "COPY … TO STDOUT in a script has nobody to give its data to")

    /// Sends one statement and takes in what comes back; several in one are refused by the server.
    private func answer(to sql: UnsafeBufferPointer<UInt8>) throws(DriverError) -> Exchange.Answer {
        let exchange = try exchange(isWatched: true)
        let none = try BoundValues([])
        message.clear()
        try message.append(sql)
        try message.withCString { (text) throws(DriverError) in try exchange.send(text, none) }
        var answer = exchange.receive()
        if let position = answer.position { answer.error?.offset = message.offset(ofCharacter: position) }
        // The server has no code of its own for several statements in one; a fault of one has a place.
        if let error = answer.error, error.serverCode == "42601", error.offset == nil, error.fields == nil {
            answer.error?.kind = .misuse
        }
        return answer
    }

    /// Runs a statement on a connection for reading, in a transaction that cannot be made to write any more once it has
    /// read something, and that is undone.
    private func runReading(_ sql: UnsafeBufferPointer<UInt8>, _ limit: Duration?) throws(DriverError) -> Int {
        try limitTime(to: limit)
        try run("BEGIN READ ONLY; SELECT 1")
        let begun = ContinuousClock.now
        let answer = try answer(to: sql)
        if let error = answer.error {
            try? run("ROLLBACK")
            throw explain(error, limit, since: begun)
        }
        try run("ROLLBACK")
        return 0
    }

    /// What a time limit has to do with an error.
    func explain(_ error: DriverError, _ limit: Duration?, since begun: ContinuousClock.Instant) -> DriverError {
        guard error.serverCode == "57014" else { return blaming(error) }
        var error = error
        if let limit, ContinuousClock.now - begun >= limit {
            error.kind = .timedOut
            error.message = "the statement was stopped: it ran for more than \(DurationText.text(limit))"
        } else if !cancelHandle.isCancelled {
            // A limit of the script's own, or an administrator: nobody has asked Martlet to stop.
            error.kind = .sql
        }
        return error
    }

    /// Has the server stop what runs longer than `limit`.
    func limitTime(to limit: Duration?) throws(DriverError) {
        let wanted = limit ?? .zero
        guard limitInForce != wanted else { return }
        try run("SET statement_timeout = \(max(wanted.wholeMilliseconds, wanted > .zero ? 1 : 0))")
        limitInForce = wanted
        limitWasSetInTransaction = isInTransaction
    }

    // MARK: The end

    /// The statements that do what `resetSession` does.
    public var resetStatements: [String] { SessionSettings.cleaning + settings.statements(beside: facts.usual) }

    /// Takes away what a script has left behind, and makes Martlet's settings again.
    public func resetSession() throws(DriverError) {
        _ = try connection()
        guard !isInTransaction else { throw DriverError(.misuse, "a reset within a transaction") }
        try run(resetStatements.joined(separator: ";"))
        limitInForce = .zero
    }

    /// Closes the connection; the server undoes what was not committed.
    public func close() {
        guard let handle else { return }
        cancelHandle.disarm()
        observer?.close()
        observer = nil
        if let pointer = cancelPointer?.pointer { pq.pointee.PQfreeCancel(pointer) }
        cancelPointer = nil
        self.handle = nil
        pq.pointee.PQfinish(handle)
    }
}
