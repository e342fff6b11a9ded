import MartletSQLite
import SchemaModel
import Synchronization

@testable import MartletCore

/// SQLite with faults on demand, and a record of what was asked of it.
final class FaultyBackend: Backend {
    private struct State {
        var calls: [String] = []
        var fault: @Sendable (_ call: String, _ number: Int) -> DriverError? = { _, _ in nil }
    }

    private let real = SQLiteBackend()
    private let state = Mutex(State())

    /// Makes the `number`-th call that reads so, counted from 1, fail: `commit`, `begin`, `statement INSERT …`.
    func fail(_ call: String, number: Int = 1, with error: DriverError) {
        setFault { found, count in found.hasPrefix(call) && count == number ? error : nil }
    }

    func setFault(_ fault: @escaping @Sendable (String, Int) -> DriverError?) {
        state.withLock { state in
            state.fault = fault
            state.calls = []
        }
    }

    /// How often something was asked for.
    func count(_ call: String) -> Int { state.withLock { $0.calls.count { $0.hasPrefix(call) } } }

    fileprivate func note(_ call: String) throws(DriverError) {
        let (fault, number) = state.withLock { state in
            state.calls.append(call)
            let word = call.prefix { $0 != " " }
            return (state.fault, state.calls.count { $0.prefix { $0 != " " } == word })
        }
        // Outside the lock: the fault may ask for the count.
        if let error = fault(call, number) { throw error }
    }

    func presence(of url: ConnectionURL) throws(DriverError) -> Presence { try real.presence(of: url) }

    func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver {
        FaultyDriver(try real.connect(to: url, options), self)
    }

    var backups: any BackupEngine { real.backups }

    func tryLock(
        _ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        try real.tryLock(url, as: holder, wait: wait, cancellation)
    }
}

private final class FaultyDriver: Driver {
    private let real: any Driver
    private let backend: FaultyBackend

    init(_ real: any Driver, _ backend: FaultyBackend) {
        self.real = real
        self.backend = backend
    }

    var server: ServerDescription { real.server }
    var cancelHandle: CancelHandle { real.cancelHandle }
    var isInTransaction: Bool { real.isInTransaction }

    func begin() throws(DriverError) {
        try backend.note("begin")
        try real.begin()
    }

    func commit() throws(DriverError) {
        try backend.note("commit")
        try real.commit()
    }

    func makeDurable() throws(DriverError) {
        try backend.note("durable")
        try real.makeDurable()
    }

    func rollback() throws(DriverError) {
        try backend.note("rollback")
        try real.rollback()
    }

    func savepoint() throws(DriverError) {
        try backend.note("savepoint")
        try real.savepoint()
    }

    func releaseSavepoint() throws(DriverError) {
        try backend.note("release")
        try real.releaseSavepoint()
    }

    func rollbackToSavepoint() throws(DriverError) {
        try backend.note("undo")
        try real.rollbackToSavepoint()
    }

    func query(_ sql: String, _ values: [Value], each: (Row) -> Void) throws(DriverError) {
        try backend.note("query " + sql)
        try real.query(sql, values, each: each)
    }

    func runStatement(_ sql: UnsafeBufferPointer<UInt8>, within limit: Duration?) throws(DriverError) -> Int {
        do throws(DriverError) {
            try backend.note("statement " + String(decoding: sql, as: UTF8.self))
        } catch {
            if error.transactionLost { try? real.rollback() }
            throw error
        }
        return try real.runStatement(sql, within: limit)
    }

    func qualified(_ table: String) -> String { real.qualified(table) }

    func tableNames() throws(DriverError) -> [String] { try real.tableNames() }

    func relations(named names: [String]) throws(DriverError) -> [String: Relation] {
        try real.relations(named: names)
    }

    func enforceForeignKeys(_ enforced: Bool) throws(DriverError) {
        try backend.note("enforce \(enforced)")
        try real.enforceForeignKeys(enforced)
    }

    func hasBrokenDeferredKeys() throws(DriverError) -> Bool { try real.hasBrokenDeferredKeys() }

    func brokenForeignKeys(limit: Int) throws(DriverError) -> [BrokenForeignKey] {
        try real.brokenForeignKeys(limit: limit)
    }

    func rowsBroken(by sql: UnsafeBufferPointer<UInt8>, limit: Int) throws(DriverError) -> [BrokenForeignKey] {
        try real.rowsBroken(by: sql, limit: limit)
    }

    func rowCountsOfReferrers(to table: String) throws(DriverError) -> [String: Int] {
        try real.rowCountsOfReferrers(to: table)
    }

    func schema(excluding tables: Set<String>) throws(DriverError) -> Schema { try real.schema(excluding: tables) }

    func schemaScript(excluding tables: Set<String>) throws(DriverError) -> SchemaScript {
        try real.schemaScript(excluding: tables)
    }

    func selfCheck(_ progress: (String) -> Void) throws(DriverError) -> [CheckFinding] { try real.selfCheck(progress) }

    func copy(
        to file: FilePath, _ cancellation: Cancellation, alongside look: () throws(DriverError) -> Void
    ) throws(DriverError) {
        try real.copy(to: file, cancellation, alongside: look)
    }

    func resetSession() throws(DriverError) {
        try backend.note("reset")
        try real.resetSession()
    }

    func close() throws(DriverError) {
        try backend.note("close")
        try real.close()
    }
}
