internal import SQLText
internal import SchemaModel

/// The parts of an index in its statement, as `pg_get_indexdef` writes it.
///
/// `CREATE INDEX i ON s.t USING btree (lower(a) COLLATE "C" s.ops (n='1') DESC NULLS LAST, b)`: the order of the words
/// behind a part is always this one.
/// Source: <https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/ruleutils.c>.
struct IndexText {
    private let texts: [ArraySlice<UInt8>]

    /// Reads a statement; without one all parts are columns and no more.
    init(_ statement: String?) {
        let bytes = Array((statement ?? "").utf8)[...]
        guard let start = Self.start(bytes), let end = StatementText.closing(bytes[start...]) else {
            texts = []
            return
        }
        texts = StatementText.parts(bytes[(start + 1)..<end])
    }

    /// Where the list begins: behind ` USING method `, outside of names in quotes.
    private static func start(_ bytes: ArraySlice<UInt8>) -> Int? {
        let word = Array(" USING ".utf8)
        var isQuoted = false
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, bytes[index...].starts(with: word) else { continue }
            return bytes[index...].firstIndex(of: UInt8(ascii: "("))
        }
        return nil
    }

    /// The parts, from the column of each (`nil` for an expression) and the flags that its order has.
    func parts(_ columns: [(name: String?, flags: Int)]) -> [IndexPart] {
        columns.enumerated().map { place, column in
            var part = column.name.map { IndexPart(column: $0) } ?? IndexPart(expression: "")
            part.isDescending = column.flags & 1 != 0
            let nullsFirst = column.flags & 2 != 0
            if nullsFirst != part.isDescending { part.nullsFirst = nullsFirst }
            if texts.indices.contains(place) { Self.read(texts[place], into: &part) }
            return part
        }
    }

    /// Reads what stands in a part beside its order.
    private static func read(_ text: ArraySlice<UInt8>, into part: inout IndexPart) {
        var words = IndexWords(text)
        let first = words.next()
        if part.column == nil {
            part.expression = ExpressionText.expression(first)
        }
        var next = words.next()
        if next == "COLLATE" {
            part.collation = objectName(words.next())
            next = words.next()
        }
        guard !next.isEmpty, next != "DESC", next != "NULLS" else { return }
        part.operatorClass = next
        let options = words.next()
        if options.hasPrefix("(") { part.operatorClass = next + " " + options }
    }

    /// `pg_catalog."C"`, taken apart.
    private static func objectName(_ text: String) -> ObjectName {
        let parts = QualifiedNameText.parts(text)
        return ObjectName(schema: parts.count > 1 ? parts[0] : nil, parts.last ?? "")
    }
}

/// A part of an index, word by word: what stands in quotation marks or parentheses is not taken apart.
private struct IndexWords {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) { rest = text }

    /// The next word, an empty one at the end.
    mutating func next() -> String {
        rest = rest.drop { $0 == UInt8(ascii: " ") }
        var (depth, isQuoted, isText) = (0, false, false)
        let end = rest.firstIndex { byte in
            if byte == UInt8(ascii: "\""), !isText { isQuoted.toggle() }
            if byte == UInt8(ascii: "'"), !isQuoted { isText.toggle() }
            if isQuoted || isText { return false }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            return byte == UInt8(ascii: " ") && depth == 0
        }
        defer { rest = rest[(end ?? rest.endIndex)...] }
        return String(decoding: rest[..<(end ?? rest.endIndex)], as: UTF8.self)
    }
}

/// A name with its schema, as the server writes it.
enum QualifiedNameText {
    /// The names between the dots, without quotation marks.
    static func parts(_ text: String) -> [String] {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") {
                // The second of two marks within a quoted name stands for one.
                if !isQuoted, last == byte { parts[parts.count - 1].append(byte) }
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "."), !isQuoted {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
            last = byte
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }
}
