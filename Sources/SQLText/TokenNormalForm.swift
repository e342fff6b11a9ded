/// A script reduced to what the database sees: the text behind a checksum that survives edits of comments and spaces.
///
/// The significant tokens as they are written, one space between each two. A semicolon behind nothing, and the last one
/// of the script, are left out. The form is itself SQL with the same tokens, so two scripts share it only if they share
/// their statements.
public struct TokenNormalForm: Sendable {
    /// Tokens are gathered up to this size: a hash function fed token by token is slow.
    private static let pieceBytes = 1 << 14

    private var piece: [UInt8] = []
    private var isInsideStatement = false
    private var owesSemicolon = false
    private var isEmpty = true
    /// Whether the last thing taken was data of a COPY.
    private var isInsideData = false
    private var postgres: PostgresScriptLexer?

    /// Makes a form of a script yet to be shown.
    public init(_ dialect: Dialect = .sqlite) {
        piece.reserveCapacity(Self.pieceBytes)
        if dialect == .postgres { postgres = PostgresScriptLexer() }
    }

    /// Feeds the form of a whole text to `sink`, in pieces of any size.
    public static func feed(_ text: SourceText, to sink: (UnsafeBufferPointer<UInt8>) -> Void) {
        var form = TokenNormalForm(text.dialect)
        text.utf8.withUnsafeBufferPointer { _ = form.take($0, isFinal: true, sink: sink) }
    }

    /// Takes a window of a script and says how many bytes are done with; the rest is to be shown again.
    public mutating func take(
        _ window: UnsafeBufferPointer<UInt8>, isFinal: Bool, sink: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int {
        defer { if isFinal { flush(sink) } }
        guard postgres == nil else { return takePostgres(window, isFinal: isFinal, sink) }
        var lexer = SQLiteLexer(window, isFinal: isFinal)
        while let token = lexer.next(), token.kind != .incomplete {
            guard token.kind.isSignificant else { continue }
            add(token.kind, UnsafeBufferPointer(rebasing: window[token.range]), sink)
        }
        return lexer.position
    }

    private mutating func takePostgres(
        _ window: UnsafeBufferPointer<UInt8>, isFinal: Bool, _ sink: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int {
        guard var lexer = postgres else { return 0 }
        lexer.position = 0
        while let (token, _) = lexer.next(in: window, isFinal: isFinal), token.kind != .incomplete {
            guard token.kind.isSignificant else { continue }
            let bytes = UnsafeBufferPointer(rebasing: window[token.range])
            switch token.kind {
            case .copyData, .copyEnd: addData(token.kind, bytes, sink)
            default: add(token.kind, bytes, sink)
            }
        }
        postgres = lexer
        return lexer.position
    }

    private mutating func add(
        _ kind: SQLTokenKind, _ bytes: UnsafeBufferPointer<UInt8>, _ sink: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        if kind == .semicolon {
            owesSemicolon = owesSemicolon || isInsideStatement
            isInsideStatement = false
            return
        }
        if owesSemicolon { append([Byte.space, Byte.semicolon]) }
        if !isEmpty { append([Byte.space]) }
        append(bytes, sink)
        owesSemicolon = false
        isInsideStatement = true
        isEmpty = false
    }

    /// Adds data as they are: every blank of them counts, and they begin on a line of their own.
    private mutating func addData(
        _ kind: SQLTokenKind, _ bytes: UnsafeBufferPointer<UInt8>, _ sink: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        if owesSemicolon { append([Byte.space, Byte.semicolon]) }
        if !isInsideData { append([Byte.lineFeed]) }
        append(bytes, sink)
        owesSemicolon = false
        isInsideStatement = false
        isInsideData = kind == .copyData
    }

    private mutating func append(_ bytes: [UInt8]) { piece += bytes }

    private mutating func append(_ token: UnsafeBufferPointer<UInt8>, _ sink: (UnsafeBufferPointer<UInt8>) -> Void) {
        if piece.count + token.count > Self.pieceBytes { flush(sink) }
        if token.count > Self.pieceBytes { sink(token) } else { piece.append(contentsOf: token) }
    }

    private mutating func flush(_ sink: (UnsafeBufferPointer<UInt8>) -> Void) {
        if !piece.isEmpty { piece.withUnsafeBufferPointer(sink) }
        piece.removeAll(keepingCapacity: true)
    }
}
