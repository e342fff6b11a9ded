public import SQLText

/// A statement as PostgreSQL's own parser reads it.
public struct ParsedStatement: Sendable, Hashable {
    /// The statement.
    public var statement: PostgresStatement
    /// The statements in its WITH that change rows.
    public var inner: [PostgresStatement]
}

/// Why a statement could not be read.
public struct ParseFailure: Error, Sendable, Hashable {
    /// What the parser says: `syntax error at or near "TABEL"`.
    public var message: String
    /// Whether it has nothing to say, as the statement was not given to it: it has more bytes than `byteLimit`.
    public var isTooLong = false
    /// Where, in the file.
    public var offset: SourceOffset
}

/// PostgreSQL's own parser, without a server: libpg_query, of one version of the grammar.
public enum PostgresParser {
    /// The version of PostgreSQL whose grammar it has.
    public static let grammarVersion = 15

    /// Statements of more bytes are not read.
    ///
    /// It needs more stack the deeper a statement goes, and does not look whether there is any: `1+1+1…` has a level in
    /// every two bytes, and takes time by their square.
    public static let byteLimit = 256 << 10

    /// Reads one statement of a text.
    public static func parse(_ statement: SQLStatement, of text: SourceText) -> Result<ParsedStatement, ParseFailure> {
        guard statement.range.count <= byteLimit else {
            let limit = "it has more than \(byteLimit / 1024) KiB"
            return .failure(ParseFailure(message: limit, isTooLong: true, offset: statement.offset))
        }
        #if PostgreSQL
            let job = ParseJob(bytes: text.utf8[statement.range] + [0], base: statement.offset)
            return statement.range.count <= ParseJob.byteLimitOfAnyStack ? job.run() : job.runOnOwnStack()
        #else
            return .failure(ParseFailure(message: "there is no parser in this program", offset: statement.offset))
        #endif
    }
}
