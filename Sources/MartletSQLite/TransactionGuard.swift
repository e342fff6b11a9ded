internal import CSQLite

/// Refuses BEGIN, COMMIT, ROLLBACK and savepoints in people's scripts, whatever their spelling.
///
/// SQLite asks its authorizer while it prepares a statement, so nothing has run when the answer is no.
/// The authorizer is set once: setting it makes SQLite prepare every statement again.
/// Source: <https://www.sqlite.org/c3ref/set_authorizer.html>.
final class TransactionGuard {
    /// True while a script's statements are prepared.
    var isArmed = false
    /// Whether scripts may have to do with this database alone.
    private let isConfined: Bool
    /// What the last refused statement wanted, such as `COMMIT`.
    private(set) var refused: String?
    /// Whether the last one wanted another file: VACUUM INTO opens its own as ATTACH does.
    private(set) var refusedFile = false

    /// - Parameter isConfined: whether scripts may have to do with this database alone, as it is thrown away afterwards.
    init(isConfined: Bool) { self.isConfined = isConfined }

    /// Watches over `database`, which must not outlive this object.
    func watch(_ database: OpaquePointer) {
        sqlite3_set_authorizer(database, answer, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs `body` with the guard up; afterwards `refused` says what it stopped.
    func whileArmed<Result: ~Copyable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        isArmed = true
        refused = nil
        refusedFile = false
        defer { isArmed = false }
        return try body()
    }

    fileprivate func allows(_ action: Int32, _ operation: UnsafePointer<CChar>?) -> Bool {
        if isConfined, action == SQLITE_ATTACH { return isInMemory(operation) }
        guard isArmed, action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT else { return true }
        let word = operation.map { String(cString: $0) } ?? ""
        refused = action == SQLITE_SAVEPOINT && word == "BEGIN" ? "SAVEPOINT" : word
        return false
    }

    /// Whether what is to be attached is no file; a name that is computed is not known.
    ///
    /// VACUUM attaches a temporary file without a name, while it runs.
    private func isInMemory(_ name: UnsafePointer<CChar>?) -> Bool {
        let isIt = name.map { ["", ":memory:"].contains(String(cString: $0)) } ?? false
        refusedFile = refusedFile || !isIt
        return isIt
    }
}

private func answer(
    _ context: UnsafeMutableRawPointer?, _ action: Int32, _ first: UnsafePointer<CChar>?,
    _ second: UnsafePointer<CChar>?, _ database: UnsafePointer<CChar>?, _ trigger: UnsafePointer<CChar>?
) -> Int32 {
    guard let context else { return SQLITE_OK }
    let watch = Unmanaged<TransactionGuard>.fromOpaque(context).takeUnretainedValue()
    return watch.allows(action, first) ? SQLITE_OK : SQLITE_DENY
}
