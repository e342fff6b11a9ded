public import SQLText

/// The database as a migration written in Swift has it: inside the migration's transaction, on the thread that runs it,
/// and for as long as the closure does.
///
/// Begin, commit and savepoints are Martlet's. The first statement that fails fails the migration, also where the closure
/// catches the error: PostgreSQL does nothing more in a transaction in which something failed.
public final class MigrationDatabase {
    /// Whose SQL it speaks.
    public let dialect: Dialect

    private let driver: any Driver
    private let cancellation: Cancellation
    private let limit: Duration?
    private var objection: ((StatementKind) -> DriverError?)?
    private var isOpen = true
    /// How many statements were run.
    private(set) var statements = 0
    /// What failed first: what the database answered, and what people see.
    private(set) var failure: (cause: DriverError, error: MartletError)?

    /// Makes one for a connection in whose transaction it is.
    /// - Parameters:
    ///   - limit: how long one statement without values may run.
    ///   - objection: why a statement may not be run here.
    init(
        _ driver: any Driver, _ dialect: Dialect, _ cancellation: Cancellation, within limit: Duration?,
        objection: @escaping (StatementKind) -> DriverError?
    ) {
        self.driver = driver
        self.dialect = dialect
        self.cancellation = cancellation
        self.limit = limit
        self.objection = objection
    }

    /// Runs one statement with values, or any number of them without.
    /// - Parameters:
    ///   - sql: the text; `$1` is the first value on both engines.
    ///   - values: what stands for `$1` and so on.
    /// - Throws: what the database has against it, with this place in the code.
    public func execute(
        _ sql: String, _ values: [Value] = [], fileID: String = #fileID, line: Int = #line
    ) throws(MartletError) {
        if !values.isEmpty {
            _ = try query(sql, values, fileID: fileID, line: line)
            return
        }
        try running(sql, fileID, line) { (text) throws(DriverError) in
            try forEachStatement(of: text) { (bytes) throws(DriverError) in
                _ = try driver.runStatement(bytes, within: limit)
            }
        }
    }

    /// Runs one statement and returns its rows.
    /// - Parameters:
    ///   - sql: the statement; `$1` is the first value on both engines.
    ///   - values: what stands for `$1` and so on.
    /// - Throws: what the database has against it, with this place in the code.
    public func query(
        _ sql: String, _ values: [Value] = [], fileID: String = #fileID, line: Int = #line
    ) throws(MartletError) -> [Row] {
        var rows: [Row] = []
        try running(sql, fileID, line) { (text) throws(DriverError) in
            guard SQLScript.statements(in: text).count == 1 else {
                throw DriverError(.sql, "one statement at a time has values or rows")
            }
            try forEachStatement(of: text) { (_) throws(DriverError) in
                rows = try driver.cancelHandle.whileRunning { () throws(DriverError) in try driver.query(sql, values) }
            }
        }
        return rows
    }

    /// Does nothing, unless the migration is to stop: for closures that do much between two statements.
    /// - Throws: `interrupted`.
    public func checkCancellation(fileID: String = #fileID, line: Int = #line) throws(MartletError) {
        try running("", fileID, line) { _ in }
    }

    /// Makes it unusable: its transaction is about to end.
    func close() {
        isOpen = false
        // It knows the migration, and so whoever keeps this.
        objection = nil
    }

    // MARK: Running

    private func running(
        _ sql: String, _ fileID: String, _ line: Int, _ body: (SourceText) throws(DriverError) -> Void
    ) throws(MartletError) {
        do throws(DriverError) {
            if let failure { throw failure.cause }
            guard isOpen else { throw DriverError(.misuse, "the database of a migration was used after its end") }
            if cancellation.isCancelled { throw DriverError(.interrupted, "stopped as asked") }
            try body(SourceText(sql, name: fileID, dialect: dialect))
        } catch {
            if let failure { throw failure.error }
            let place = SourceLocation(file: fileID, position: SourcePosition(line: line, column: 1))
            let statement = sql.isEmpty ? [] : ["the statement: \(Excerpt.of(sql))"]
            let shown = MartletError(error, at: place, notes: statement)
            failure = (error, shown)
            throw shown
        }
    }

    private func forEachStatement(
        of text: SourceText, _ body: (UnsafeBufferPointer<UInt8>) throws(DriverError) -> Void
    ) throws(DriverError) {
        do {
            try SQLScript.forEachTerminatedPart(in: text) { bytes, head in
                guard head.part == .statement else {
                    throw DriverError(.sql, "the data of a COPY, and commands of psql, are for files")
                }
                if let objection = objection?(StatementKind(bytes, dialect: dialect)) { throw objection }
                if cancellation.isCancelled { throw DriverError(.interrupted, "stopped as asked") }
                try body(bytes)
                statements += 1
            }
        } catch {
            throw (error as? DriverError) ?? DriverError(.misuse, "\(error)")
        }
    }
}
