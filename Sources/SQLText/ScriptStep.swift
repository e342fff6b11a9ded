/// What is wrong with a script before its database sees any of it.
///
/// It holds nothing that is counted, as it is looked at for every statement.
public enum ScriptFault: Sendable, Hashable {
    /// A command of `psql`, which is for no server.
    case metaCommand
    /// `\.` where no data are.
    case strayEndOfData
    /// The text ends inside the data of a COPY.
    case openData
    /// Something behind the semicolon of a COPY, on the line before its data.
    case textBeforeData

    /// The name of the command of `psql` that some bytes are, without its backslash.
    ///
    /// Letters and digits, or one other character: `\;`, `\!`. <https://www.postgresql.org/docs/current/app-psql.html>
    public static func command(in bytes: UnsafeBufferPointer<UInt8>) -> String {
        let line = bytes.dropFirst()
        let word = line.prefix { $0.isLetter || $0.isDigit || $0 == Byte.underscore }
        return String(decoding: word.isEmpty ? line.prefix { $0 < 0x80 }.prefix(1) : word, as: UTF8.self)
    }
}

/// What of a script a scanner finds and a reader hands over.
public enum ScriptPart: Sendable, Hashable {
    /// A statement.
    case statement
    /// Whole lines of data for the COPY before them; more may follow.
    case copyData
    /// The end of the data; the bytes are the line `\.`.
    case copyEnd
    /// What cannot be run, with its bytes.
    case fault(ScriptFault)
}

/// What a scanner found next in a window; ranges are those of the window.
public enum ScriptStep: Sendable, Hashable {
    /// A part of the script.
    case part(ScriptPart, Range<Int>)
    /// A line comment, if those are looked for.
    case lineComment(Range<Int>)
    /// Nothing more in this window. The next one has to begin at this index of it, with more behind it.
    case incomplete(keepFrom: Int)
    /// The end of the text.
    case end
}

/// Cuts a script into statements, window by window.
protocol StatementScanner: Sendable {
    /// Makes a scanner that stands at the start of a script.
    init()

    /// Finds what comes next.
    mutating func next(in window: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> ScriptStep
}
