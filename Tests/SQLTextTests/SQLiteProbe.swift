import CSQLite

/// A real SQLite database in memory, asked for what it thinks of a text.
final class SQLiteProbe {
    private var handle: OpaquePointer?

    init(schema: String = "") {
        precondition(sqlite3_open(":memory:", &handle) == SQLITE_OK)
        precondition(sqlite3_exec(handle, schema, nil, nil, nil) == SQLITE_OK, message)
    }

    deinit { sqlite3_close_v2(handle) }

    var message: String { String(cString: sqlite3_errmsg(handle)) }

    /// Runs a script; the error message if it fails.
    func run(_ sql: String) -> String? {
        sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK ? nil : message
    }

    /// Runs one statement behind whose last byte a NUL stands, and says how many of its bytes were read.
    func runTerminated(_ statement: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let start = UnsafeRawPointer(statement.baseAddress)?.assumingMemoryBound(to: CChar.self) else {
            return nil
        }
        var prepared: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        defer { sqlite3_finalize(prepared) }
        guard sqlite3_prepare_v3(handle, start, Int32(statement.count + 1), 0, &prepared, &tail) == SQLITE_OK,
            sqlite3_step(prepared) == SQLITE_DONE, let tail
        else { return nil }
        return tail - start
    }

    /// The first column of the first row, as bytes, with its type.
    func value(_ sql: String) -> (type: Int32, bytes: [UInt8])? {
        withRow(sql) { row in
            let count = Int(sqlite3_column_bytes(row, 0))
            let bytes = sqlite3_column_blob(row, 0).map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
            return (sqlite3_column_type(row, 0), bytes ?? [])
        }
    }

    func text(_ sql: String) -> String? { value(sql).map { String(decoding: $0.bytes, as: UTF8.self) } }

    func real(_ sql: String) -> Double? { withRow(sql) { sqlite3_column_double($0, 0) } }

    func integer(_ sql: String) -> (type: Int32, value: Int64)? {
        withRow(sql) { (sqlite3_column_type($0, 0), sqlite3_column_int64($0, 0)) }
    }

    private func withRow<R>(_ sql: String, _ body: (OpaquePointer?) -> R) -> R? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, 0, &statement, nil) == SQLITE_OK else { return nil }
        defer { sqlite3_finalize(statement) }
        return sqlite3_step(statement) == SQLITE_ROW ? body(statement) : nil
    }

    /// Where each statement ends, by the tail pointers of `sqlite3_prepare_v3`; `nil` if one does not compile.
    func statementEnds(_ script: [UInt8]) -> [Int]? {
        (script + [0]).withUnsafeBufferPointer { bytes in
            guard let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self) else {
                return []
            }
            var ends: [Int] = []
            var offset = 0
            while offset < script.count {
                var statement: OpaquePointer?
                var tail: UnsafePointer<CChar>?
                let status = sqlite3_prepare_v3(handle, start + offset, -1, 0, &statement, &tail)
                defer { sqlite3_finalize(statement) }
                guard status == SQLITE_OK, let tail else { return nil }
                if statement == nil { break }
                offset = tail - start
                ends.append(offset)
            }
            return ends
        }
    }
}

/// Whether `sqlite3_complete` takes some bytes for whole statements.
func isComplete(_ bytes: some Sequence<UInt8>) -> Bool {
    (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer { sqlite3_complete($0.baseAddress) == 1 }
}
