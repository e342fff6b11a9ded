internal import SQLText

/// Statements of a script on their way to a server in one message, and where in the file each of them is.
struct ScriptMessage {
    /// A message that is longer is sent in pieces.
    static let limit = 1 << 19

    private var bytes: [UInt8] = []
    private var statements: [(start: Int, offset: SourceOffset, number: Int)] = []

    /// Makes an empty message.
    init() {}

    /// Takes a whole script in; `nil` if it is too long for one message, or has data of a COPY in it.
    ///
    /// Nor is one that has no end: it would take what is behind it in the message for its own.
    init?(whole script: Script) {
        guard script.traits.byteCount <= Self.limit, script.text?.unclosed == nil else { return nil }
        do throws(Unfit) {
            try script.forEachStatement(
                { (statement) throws(Unfit) in
                    guard statement.part == .statement, !statement.endsMessage, statement.kind != .copy(.fromScript)
                    else {
                        throw Unfit()
                    }
                    append(statement)
                }, unreadable: { _ in Unfit() })
        } catch {
            return nil
        }
    }

    private struct Unfit: Error {}

    var statementCount: Int { statements.count }
    var isFull: Bool { bytes.count >= Self.limit }

    /// Whether a name stands anywhere in it, in whatever letters: a server takes A for a, and no others for each other.
    func mentions(_ name: String) -> Bool {
        let wanted = name.utf8.map(Self.lower)
        return bytes.indices.dropLast(wanted.count - 1).contains { start in
            Self.lower(bytes[start]) == wanted[0] && bytes[start...].lazy.map(Self.lower).starts(with: wanted)
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// Adds a statement.
    mutating func append(_ statement: ScriptStatement) {
        statements.append((bytes.count, statement.offset, statement.number))
        bytes += statement.sql
        // A comment at the end of a last statement without semicolon ends here.
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Forgets what was sent.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        statements.removeAll(keepingCapacity: true)
    }

    /// Gives the part that they are of a batch.
    func withPart<Result>(_ body: (BatchPart) throws(DriverError) -> Result) throws(DriverError) -> Result {
        try bytes.withUnsafeBufferPointer { (buffer) throws(DriverError) in
            try body(.script(buffer, statements: statements.count))
        }
    }

    /// What an error in this part means for the script.
    func failure(_ error: DriverError, in script: Script) -> StepFailure {
        var error = error
        let byPlace = error.batchPlace?.statement ?? 0
        let index = error.offset.flatMap { offset in statements.lastIndex { $0.start <= offset } } ?? byPlace
        guard statements.indices.contains(index) else { return StepFailure(error) }
        error.offset = error.offset.map { $0 - statements[index].start }
        return StepFailure(error, in: script, at: statements[index].offset, statement: statements[index].number)
    }
}

extension ScriptStatement {
    /// Whether what follows is read in another way: the server reads a whole message before it runs any of it.
    var endsMessage: Bool {
        switch kind {
        case .set(let name, _): name == "standard_conforming_strings"
        case .reset(let name): name == "standard_conforming_strings" || name == "all"
        default: false
        }
    }
}
