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

    /// Makes a form of a script yet to be shown.
    public init() { piece.reserveCapacity(Self.pieceBytes) }

    /// Feeds the form of a whole text to `sink`, in pieces of any size.
    public static func feed(_ text: SourceText, to sink: (UnsafeBufferPointer<UInt8>) -> Void) {
        var form = TokenNormalForm()
        text.utf8.withUnsafeBufferPointer { _ = form.take($0, isFinal: true, sink: sink) }
    }

    /// Takes a window of a script and says how many bytes are done with; the rest is to be shown again.
    public mutating func take(
        _ window: UnsafeBufferPointer<UInt8>, isFinal: Bool, sink: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int {
        var lexer = SQLiteLexer(window, isFinal: isFinal)
        while let token = lexer.next(), token.kind != .incomplete {
            guard token.kind.isSignificant else { continue }
            if token.kind == .semicolon {
                owesSemicolon = owesSemicolon || isInsideStatement
                isInsideStatement = false
                continue
            }
            if owesSemicolon { append([Byte.space, Byte.semicolon]) }
            if !isEmpty { append([Byte.space]) }
            append(UnsafeBufferPointer(rebasing: window[token.range]), sink)
            owesSemicolon = false
            isInsideStatement = true
            isEmpty = false
        }
        if isFinal { flush(sink) }
        return lexer.position
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
