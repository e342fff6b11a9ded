/// A part of a text in the place of which something else is written: the value of a placeholder.
struct Filling: Sendable, Hashable {
    /// Where the value is.
    var range: Range<Int>
    /// Where the placeholder stands in the text as it is written.
    var written: Range<Int>
}

extension SourceText {
    /// The text with parts of it replaced by others.
    ///
    /// Places in it are told as those in the text as it is written, and so are its lines: a value may be a secret.
    /// - Parameter parts: what is replaced and by what, in order.
    public func filling(_ parts: [(range: Range<Int>, value: [UInt8])]) -> SourceText {
        precondition(fillings.isEmpty, "a text is filled once")
        var result: [UInt8] = []
        var fillings: [Filling] = []
        var index = 0
        for (range, value) in parts {
            result += utf8[index..<range.lowerBound]
            fillings.append(Filling(range: result.count..<(result.count + value.count), written: range))
            result += value
            index = range.upperBound
        }
        result += utf8[index...]
        return SourceText(filled: result, fillings, of: self)
    }

    /// Whether values stand in it in the place of placeholders.
    public var hasFillings: Bool { !fillings.isEmpty }

    /// The text of a range with the placeholders as they are written.
    public func textAsWritten(in range: Range<Int>) -> String {
        guard let written else { return text(in: range) }
        var bytes: [UInt8] = []
        var index = range.lowerBound
        for filling in fillings
        where range.lowerBound <= filling.range.lowerBound && filling.range.upperBound <= range.upperBound {
            bytes += utf8[index..<filling.range.lowerBound]
            bytes += written[filling.written]
            index = filling.range.upperBound
        }
        bytes += utf8[index..<range.upperBound]
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A message about the text with the placeholders in the place of their values; values of less than four bytes are
    /// nobody's secret, and part of many words.
    public func concealingValues(in message: String) -> String {
        guard let written, !fillings.isEmpty else { return message }
        var message = message
        for filling in Set(fillings.lazy.filter { $0.range.count >= 4 }) {
            message = message.replacing(
                text(in: filling.range), with: String(decoding: written[filling.written], as: UTF8.self))
        }
        return message
    }

    /// The placeholder whose value an offset is in, as it is written.
    public func placeholder(at offset: SourceOffset) -> String? {
        guard let written, let filling = fillings.first(where: { $0.range.contains(offset.utf8) }) else { return nil }
        return String(decoding: written[filling.written], as: UTF8.self)
    }

    /// The placeholder, as it is written and where, whose value leaves open what is closed in the text without it.
    public func placeholder(leavingOpen unclosed: Unclosed) -> (name: String, offset: SourceOffset)? {
        guard let written, let filling = fillings.last(where: { $0.range.lowerBound <= unclosed.offset.utf8 }),
            SourceText(normalized: written, name: name, dialect: dialect).unclosed == nil
        else { return nil }
        let name = String(decoding: written[filling.written], as: UTF8.self)
        return (name, SourceOffset(utf8: filling.range.lowerBound))
    }

    /// The offset in the text as it is written; for one in a value, that of its placeholder.
    func writtenOffset(of offset: Int) -> Int {
        guard let filling = fillings.last(where: { $0.range.lowerBound <= offset }) else { return offset }
        if offset < filling.range.upperBound { return filling.written.lowerBound }
        return offset - filling.range.upperBound + filling.written.upperBound
    }
}
