internal import SQLText

/// What shows that a text, which SQLite does not read, was written for PostgreSQL.
enum PostgresTraces {
    /// Words that statements of PostgreSQL have, and those of SQLite hardly ever.
    private static let words: Set<String> = [
        "bigserial", "bytea", "citext", "concurrently", "daterange", "enum", "extension", "function", "gin", "gist",
        "identity", "jsonb", "nextval", "pg_catalog", "plpgsql", "procedure", "regclass", "sequence", "serial",
        "set_config", "smallserial", "timestamptz", "tsvector",
    ]

    /// Whether there is any of it.
    static func stand(in text: SourceText) -> Bool {
        let bytes = text.utf8
        let isCast = bytes.indices.dropLast().contains { index in
            let pair = (bytes[index], bytes[index + 1])
            return pair == (UInt8(ascii: ":"), UInt8(ascii: ":")) || pair == (UInt8(ascii: "$"), UInt8(ascii: "$"))
        }
        return isCast
            || bytes.withUnsafeBufferPointer { window in
                var lexer = SQLiteLexer(window)
                while let token = lexer.nextSignificant() {
                    guard token.kind == .word else { continue }
                    let word = String(decoding: window[token.range], as: UTF8.self)
                    if words.contains(word.lowercased()) { return true }
                }
                return false
            }
    }
}
