internal import CSQLite
internal import MartletCore
internal import SQLText

/// One prepared statement; finalised when it goes out of scope.
struct SQLiteStatement: ~Copyable {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    /// Prepares the one statement in `sql`; `nil` if the text holds nothing but white space and comments.
    init?(
        _ sql: UnsafeBufferPointer<UInt8>, in database: OpaquePointer, persistent: Bool = false
    ) throws(DriverError) {
        guard let handle = try Self.prepare(sql, in: database, persistent: persistent) else { return nil }
        self.handle = handle
        self.database = database
    }

    /// Prepares a statement of the driver's own.
    init(_ sql: String, in database: OpaquePointer, persistent: Bool = false) throws(DriverError) {
        let handle = try Array(sql.utf8).withUnsafeBufferPointer { text throws(DriverError) in
            try Self.prepare(text, in: database, persistent: persistent)
        }
        guard let handle else { throw DriverError(.misuse, "an empty statement") }
        self.handle = handle
        self.database = database
    }

    /// Exactly one statement is handed over: `sqlite3_prepare_v3` copies a text that does not end in NUL,
    /// so handing it the rest of a script each time would make long scripts quadratic.
    private static func prepare(
        _ sql: UnsafeBufferPointer<UInt8>, in database: OpaquePointer, persistent: Bool
    ) throws(DriverError) -> OpaquePointer? {
        guard sql.count <= Int(Int32.max) else {
            throw DriverError(.sql, "a statement of \(sql.count) bytes is longer than SQLite can take (2 GiB)")
        }
        var handle: OpaquePointer?
        let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        var read = 0
        let status = sql.withMemoryRebound(to: CChar.self) { text in
            var rest: UnsafePointer<CChar>?
            let status = sqlite3_prepare_v3(database, text.baseAddress, Int32(text.count), flags, &handle, &rest)
            if let start = text.baseAddress, let rest { read = rest - start }
            return status
        }
        guard status == SQLITE_OK else { throw DriverError(status: status, of: database) }
        if holdsStatement(sql[min(read, sql.count)...]) {
            sqlite3_finalize(handle)
            throw DriverError(.misuse, "two statements were handed over as one; SQLite would run only the first")
        }
        return handle
    }

    private static func holdsStatement(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let isBlank = rest.allSatisfy { $0 <= UInt8(ascii: " ") }
        return !isBlank
            && !SQLScript.statements(in: SourceText(String(decoding: rest, as: UTF8.self), name: "")).isEmpty
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds the values to the parameters: `$2` is the second value wherever it stands, `?` the one in its turn.
    func bind(_ values: [Value]) throws(DriverError) {
        guard Int(sqlite3_bind_parameter_count(handle)) == values.count else {
            throw DriverError(.misuse, "\(values.count) values for \(sqlite3_bind_parameter_count(handle)) parameters")
        }
        for slot in 1..<Int32(values.count + 1) {
            guard let value = values[checked: number(of: slot) - 1] else {
                throw DriverError(.misuse, "\(values.count) values, but a parameter $\(number(of: slot))")
            }
            let status = bind(value, at: slot)
            guard status == SQLITE_OK else { throw DriverError(status: status, of: database) }
        }
    }

    /// SQLite takes `$2` for a name, and numbers names by where they first appear.
    private func number(of slot: Int32) -> Int {
        guard let name = sqlite3_bind_parameter_name(handle, slot) else { return Int(slot) }
        return Int(String(cString: name + 1)) ?? Int(slot)
    }

    private func bind(_ value: Value, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .real(let number): sqlite3_bind_double(handle, index, number)
        case .text(var text):
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // An empty Swift string may have no address, and a null pointer would bind NULL.
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(handle, index, "", 0, martlet_sqlite3_transient())
                    }
                    return sqlite3_bind_text(
                        handle, index, start, Int32(characters.count), martlet_sqlite3_transient())
                }
            }
        case .blob(let bytes):
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), martlet_sqlite3_transient())
        }
    }

    /// Goes to the next row; false when there is none.
    func step() throws(DriverError) -> Bool {
        let status = sqlite3_step(handle)
        switch status {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw DriverError(status: status, of: database)
        }
    }

    /// Makes the statement ready to run again, with no values bound.
    func reset() {
        // The status repeats the error of the last step, which was thrown there.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// The current row.
    func row() -> Row {
        let count = sqlite3_column_count(handle)
        var values: [Value] = []
        values.reserveCapacity(Int(count))
        for column in 0..<count { values.append(value(at: column)) }
        return Row(values)
    }

    private func value(at column: Int32) -> Value {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, column) else { return .text("") }
            let count = Int(sqlite3_column_bytes(handle, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, column) else { return .blob([]) }
            let count = Int(sqlite3_column_bytes(handle, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }
}

extension [Value] {
    fileprivate subscript(checked index: Int) -> Value? { indices.contains(index) ? self[index] : nil }
}
