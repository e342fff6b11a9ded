internal import CPostgres
internal import MartletCore

/// Refuses BEGIN, COMMIT, ROLLBACK and savepoints in people's scripts.
enum TransactionGuard {
    /// The word with which a single statement would begin, end or nest a transaction; `nil` if it does not.
    ///
    /// Each of them begins with a word that begins nothing else, but for `PREPARE TRANSACTION`.
    static func refusedWord(_ sql: UnsafeBufferPointer<UInt8>) -> String? {
        var rest = Slice(base: sql, bounds: sql.indices)
        let first = word(&rest)
        switch first {
        case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE": return first
        case "PREPARE": return word(&rest) == "TRANSACTION" ? "PREPARE TRANSACTION" : nil
        default: return nil
        }
    }

    /// The same, known from what the server says that it has done.
    static func isTransactionControl(tag: String) -> Bool {
        switch tag {
        case "BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PREPARE TRANSACTION",
            "COMMIT PREPARED", "ROLLBACK PREPARED":
            true
        default: false
        }
    }

    /// The error of a script that does it.
    static func refusal(_ word: String) -> DriverError {
        DriverError(.transactionControl, "\(word) in a script: the transaction is Martlet's")
    }

    /// The next word in capitals, behind white space and comments.
    private static func word(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> String {
        skipBlanks(&rest)
        let word = rest.prefix { (0x41...0x5a).contains($0 & 0xdf) || $0 == UInt8(ascii: "_") }.prefix(20)
        rest = rest.dropFirst(word.count)
        return String(decoding: word, as: UTF8.self).uppercased()
    }

    private static func skipBlanks(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) {
        while let byte = rest.first {
            if byte <= UInt8(ascii: " ") || byte == UInt8(ascii: ";") {
                rest = rest.dropFirst()
            } else if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            } else if rest.starts(with: "/*".utf8) {
                skipComment(&rest)
            } else {
                return
            }
        }
    }

    /// Comments nest in PostgreSQL.
    private static func skipComment(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) {
        var depth = 0
        while !rest.isEmpty {
            if rest.starts(with: "/*".utf8) {
                depth += 1
                rest = rest.dropFirst(2)
            } else if rest.starts(with: "*/".utf8) {
                depth -= 1
                rest = rest.dropFirst(2)
                if depth == 0 { return }
            } else {
                rest = rest.dropFirst()
            }
        }
    }
}
