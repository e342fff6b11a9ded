internal import CSQLite
internal import Glibc
public import MartletCore
internal import SQLText

/// One open SQLite database.
public final class SQLiteConnection: Driver {
    /// What answers.
    public let server = ServerDescription(
        engine: "sqlite", name: "SQLite", version: String(cString: sqlite3_libversion()))
    /// Stops the running statement from another thread.
    public let cancelHandle: CancelHandle

    private var handle: OpaquePointer?
    private let location: SQLiteLocation
    private let options: ConnectOptions
    private let guardian: TransactionGuard
    private let deadline = Deadline()
    private var prepared: [String: PreparedStatement] = [:]

    /// Opens the database at `location`.
    /// - Throws: what stands in the way, each kind by its own name.
    init(_ location: SQLiteLocation, _ options: ConnectOptions) throws(DriverError) {
        self.location = location
        self.options = options
        guardian = TransactionGuard(isConfined: options.isThrowaway)
        cancelHandle = CancelHandle {}
        try open()
    }

    private func open() throws(DriverError) {
        let handle = try openHandle(location, options)
        self.handle = handle
        let target = SendableHandle(pointer: handle)
        cancelHandle.arm { sqlite3_interrupt(target.pointer) }
        guardian.watch(handle)
        do throws(DriverError) {
            try configure(options)
        } catch {
            try? close()
            throw explain(error)
        }
    }

    /// What SQLite leaves unsaid of a file that it cannot open.
    private func explain(_ error: DriverError) -> DriverError {
        guard case .file(let path) = location else { return error }
        if error.kind == .notADatabase { return explainContent(of: path) }
        if error.kind == .busy { return error.namingUsers(of: path) }
        // Where the folder cannot be written, what SQLite then says depends on how that came to be.
        let isKeptOut = error.kind == .storage && access(path.parent.string, W_OK) != 0
        guard options.purpose == .read, error.kind == .readOnly || isKeptOut else { return error }
        return DriverError(
            .noPermission,
            "\(path) cannot be read: it keeps a write-ahead log, for which even a reader makes files beside it",
            serverCode: error.serverCode, file: path)
    }

    deinit { try? close() }

    /// True while a transaction is open.
    public var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }

    /// The database's file in a command line, for advice.
    var shellPath: String {
        if case .file(let path) = location { path.string.quotedForShell } else { ":memory:" }
    }

    /// Whether the connection is for reading only.
    var isForReading: Bool { options.purpose == .read }

    /// The open handle.
    func database() throws(DriverError) -> OpaquePointer {
        guard let handle else { throw DriverError(.misuse, "the connection is closed") }
        return handle
    }

    // MARK: Statements

    /// Runs one statement of the engine's own; the prepared statement is kept for the next time.
    public func query(_ sql: String, _ values: [Value], each: (Row) -> Void) throws(DriverError) {
        let statement = try preparedStatement(sql)
        defer { statement.reset() }
        try statement.run(values, each)
    }

    /// Runs one statement of somebody's script.
    public func runStatement(
        _ sql: UnsafeBufferPointer<UInt8>, within limit: Duration?
    ) throws(DriverError) -> Int {
        let database = try database()
        let wasInTransaction = isInTransaction
        let before = sqlite3_total_changes64(database)
        do throws(DriverError) {
            try deadline.holding(database, to: limit) { () throws(DriverError) in
                let statement = try guardian.whileArmed { () throws(DriverError) -> SQLiteStatement? in
                    try SQLiteStatement(sql, in: database)
                }
                guard let statement else { return }
                try cancelHandle.whileRunning { () throws(DriverError) in while try statement.step() {} }
            }
        } catch {
            throw explain(error, limit, transactionLost: wasInTransaction && !isInTransaction)
        }
        // The total also counts what triggers and foreign keys did; the other number is that of the last statement
        // that changed rows, which may be an earlier one.
        return sqlite3_total_changes64(database) == before ? 0 : Int(sqlite3_changes64(database))
    }

    private func explain(_ error: DriverError, _ limit: Duration?, transactionLost: Bool) -> DriverError {
        var error = error
        error.transactionLost = transactionLost
        if deadline.hasPassed, let limit {
            return DriverError(
                .timedOut, "the statement was stopped: it ran for more than \(DurationText.text(limit))",
                transactionLost: transactionLost)
        }
        if guardian.refusedFile {
            error.message = "it opens another file, and this database is there for a while: nothing may act beyond it"
        }
        if let word = guardian.refused {
            error.kind = .transactionControl
            error.message = "\(word) in a script: the transaction is Martlet's"
        }
        return error
    }

    private func preparedStatement(_ sql: String) throws(DriverError) -> PreparedStatement {
        if let statement = prepared[sql] { return statement }
        let statement = try PreparedStatement(sql, in: database())
        prepared[sql] = statement
        return statement
    }

    // MARK: Transactions

    /// Begins a transaction with the write lock in hand.
    ///
    /// IMMEDIATE: a deferred transaction that upgrades later gets SQLITE_BUSY at once, without the busy time-out.
    public func begin() throws(DriverError) {
        do throws(DriverError) {
            try execute("BEGIN IMMEDIATE")
        } catch {
            guard case .file(let path) = location else { throw error }
            throw error.namingUsers(of: path)
        }
    }

    /// Makes the transaction last.
    public func commit() throws(DriverError) {
        do throws(DriverError) {
            try execute("COMMIT")
        } catch {
            var error = error
            // The transaction is whole in the write-ahead log, which could not be brought to the disk. Whoever opens the
            // database next may find it there, unless something else has been written over it.
            let isLogged = try logSize() > 0
            error.isCommitUnknown = isLogged && error.kind == .storage
            throw error
        }
    }

    /// Brings the end of the last commit to the disk.
    ///
    /// Without a write-ahead log a commit is the removal of its journal. SQLite leaves the folder to the system, and a
    /// journal that is back after a power failure undoes what was committed. `synchronous = EXTRA` would close the gap
    /// too; but a commit whose folder cannot be synchronised fails there although it has happened.
    /// Source: <https://www.sqlite.org/pragma.html#pragma_synchronous>.
    public func makeDurable() throws(DriverError) {
        guard case .file(let path) = location, !options.isThrowaway, try scalar("PRAGMA journal_mode") != .text("wal")
        else { return }
        do throws(MartletError) {
            try FileSystem.synchronizeFolder(try FileSystem.realPath(path).parent)
        } catch {
            throw DriverError(.storage, error.diagnostics.first?.message ?? "", file: path)
        }
    }

    /// Undoes the transaction, if there is one.
    public func rollback() throws(DriverError) {
        if isInTransaction { try execute("ROLLBACK") }
    }

    /// Marks a point to which the transaction can be undone.
    public func savepoint() throws(DriverError) { try execute("SAVEPOINT martlet") }

    /// Forgets the innermost mark.
    public func releaseSavepoint() throws(DriverError) { try execute("RELEASE martlet") }

    /// Undoes what was done since the innermost mark, and forgets it.
    public func rollbackToSavepoint() throws(DriverError) {
        try execute("ROLLBACK TO martlet")
        try execute("RELEASE martlet")
    }

    // MARK: Closing

    /// Opens the database anew, so that no setting, temporary object or attached database of a script stays.
    public func resetSession() throws(DriverError) {
        guard case .file = location else { return }
        try close()
        try open()
    }

    /// Closes the connection.
    ///
    /// As the last one it checkpoints a write-ahead log, so that the file alone is complete.
    public func close() throws(DriverError) {
        guard let handle else { return }
        cancelHandle.disarm()
        prepared.removeAll()
        self.handle = nil
        let status = sqlite3_close(handle)
        guard status == SQLITE_OK else {
            let error = DriverError(status: status, of: handle)
            sqlite3_close_v2(handle)
            throw error
        }
    }
}

/// A statement of the engine's own that is run again and again.
private final class PreparedStatement {
    private let statement: SQLiteStatement

    init(_ sql: String, in database: OpaquePointer) throws(DriverError) {
        statement = try SQLiteStatement(sql, in: database, persistent: true)
    }

    func run(_ values: [Value], _ each: (Row) -> Void) throws(DriverError) {
        try statement.bind(values)
        while try statement.step() { each(statement.row()) }
    }

    func reset() { statement.reset() }
}
