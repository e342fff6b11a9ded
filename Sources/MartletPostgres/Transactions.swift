internal import CPostgres
public import MartletCore

/// Transactions, and marks in them.
extension PostgresConnection {
    /// Begins a transaction.
    public func begin() throws(DriverError) {
        _ = try connection()
        guard !isInTransaction else { throw DriverError(.misuse, "a transaction within a transaction") }
        guard options.purpose != .read else { throw DriverError(.readOnly, "\(url) was opened for reading only") }
        // Whatever the role's own defaults are.
        try run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        savepoints = 0
    }

    /// Makes the transaction last.
    public func commit() throws(DriverError) {
        guard isInTransaction else { throw DriverError(.misuse, "a commit without a transaction") }
        guard pq.pointee.PQtransactionStatus(try connection()) == PQTRANS_INTRANS else {
            throw DriverError(.sql, "the transaction is spoilt by an error, and can only be undone")
        }
        if options.isThrowaway { try run(ScratchGuard.statement) }
        message.clear()
        message.append("COMMIT")
        let exchange = try exchange()
        try message.withCString { (text) throws(DriverError) in try exchange.send(text) }
        let answer = exchange.receive()
        if var error = answer.error {
            error.isCommitUnknown = error.kind == .connectionLost
            error.transactionLost = true
            throw error
        }
        // A transaction that an error has spoilt is undone by its COMMIT.
        guard answer.completions.last?.tag == "COMMIT" else {
            throw DriverError(.sql, "the server has undone the transaction", transactionLost: true)
        }
    }

    /// Brings what was committed to the disk, by one more commit that waits for it, and so for all before it.
    ///
    /// A commit waits only if its transaction has written something before: a message to nobody is the least.
    /// Source: <https://www.postgresql.org/docs/current/wal-async-commit.html>.
    public func makeDurable() throws(DriverError) {
        _ = try connection()
        guard options.purpose != .read, !options.isThrowaway else { return }
        let way = facts.synchronousCommit == "off" ? "on" : facts.synchronousCommit
        try run(
            "BEGIN; SET LOCAL synchronous_commit = '\(way)';"
                + " SELECT pg_catalog.pg_logical_emit_message(true, 'martlet', ''); COMMIT")
    }

    /// Undoes the transaction, if there is one.
    public func rollback() throws(DriverError) {
        savepoints = 0
        forgetLimit()
        // Data of a COPY that is given up: nothing else is listened to before their end.
        if let handle = try? connection(), pq.pointee.PQtransactionStatus(handle) == PQTRANS_ACTIVE {
            abandonCopy("stopped")
        }
        if isInTransaction { try run("ROLLBACK") }
    }

    /// Marks a point to which the transaction can be undone.
    public func savepoint() throws(DriverError) {
        try run("SAVEPOINT martlet")
        savepoints += 1
    }

    /// Forgets the innermost mark.
    public func releaseSavepoint() throws(DriverError) {
        try requireSavepoint()
        try run("RELEASE SAVEPOINT martlet")
        savepoints -= 1
    }

    /// Undoes what was done since the innermost mark, and forgets it.
    public func rollbackToSavepoint() throws(DriverError) {
        try requireSavepoint()
        forgetLimit()
        try run("ROLLBACK TO SAVEPOINT martlet; RELEASE SAVEPOINT martlet")
        savepoints -= 1
    }

    /// To ask the server would spoil the transaction.
    private func requireSavepoint() throws(DriverError) {
        _ = try connection()
        guard savepoints > 0, isInTransaction else { throw DriverError(.misuse, "there is no savepoint") }
    }

    /// A setting goes with the transaction in which it was made.
    private func forgetLimit() {
        if limitWasSetInTransaction { limitInForce = nil }
        limitWasSetInTransaction = false
    }
}
