import CSQLite

/// SQLite in this process: as good a witness as its client, and thousands of times a second.
enum InProcessClient {
    /// Runs SQL and returns what the client would print, columns separated by `|`; at a fault, what SQLite says of it.
    static func query(_ database: String, _ sql: String) -> String {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        guard sqlite3_open_v2(database, &handle, flags, nil) == SQLITE_OK else { return fault(handle) }
        let lines = Lines()
        let status = sqlite3_exec(
            handle, sql,
            { context, count, values, _ in
                guard let context else { return 1 }
                let texts = (0..<Int(count)).map { values?[$0].map { String(cString: $0) } ?? "" }
                Unmanaged<Lines>.fromOpaque(context).takeUnretainedValue().text += texts.joined(separator: "|") + "\n"
                return 0
            }, Unmanaged.passUnretained(lines).toOpaque(), nil)
        return status == SQLITE_OK ? lines.text : lines.text + fault(handle)
    }

    private static func fault(_ handle: OpaquePointer?) -> String {
        "fault \(sqlite3_extended_errcode(handle)): \(String(cString: sqlite3_errmsg(handle)))\n"
    }

    private final class Lines {
        var text = ""
    }
}
