import MartletCore

/// Text with looks, in which everything from outside is harmless.
///
/// Write it as a string literal: `"\(name, .bold): \(count) to apply"`. What is interpolated is escaped, so that no
/// name, message or value can steer the terminal; only the literal itself is taken as it is.
struct StyledText: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// A piece that does not look plain.
    struct Highlight: Sendable, Hashable {
        /// Its bytes in the UTF-8 of the text.
        var range: Range<Int>
        var look: Look

        /// The same in a text that has so many bytes more in front.
        func moved(by bytes: Int) -> Highlight {
            Highlight(range: range.lowerBound + bytes..<range.upperBound + bytes, look: look)
        }
    }

    /// Without looks.
    private(set) var plain = ""
    /// The pieces that do not look plain, in order.
    private(set) var highlights: [Highlight] = []

    /// Empty text.
    init() {}

    /// Text of our own.
    init(stringLiteral text: String) { plain = text }

    /// Text of our own around text from outside.
    init(stringInterpolation: Interpolation) { self = stringInterpolation.text }

    /// Text from outside in a look.
    init(_ text: some StringProtocol, _ look: Look = .plain) {
        self.init(escaped: PrintableText.escaping(String(text)), look)
    }

    /// Text that is harmless already, in the looks given.
    init(escaped text: String, highlights: [Highlight]) {
        plain = text
        self.highlights = highlights
    }

    private init(escaped text: String, _ look: Look) {
        plain = text
        if look != .plain, !text.isEmpty { highlights = [Highlight(range: 0..<text.utf8.count, look: look)] }
    }

    /// The columns it takes.
    var width: Int { DisplayWidth.of(plain) }

    /// As it is written to a terminal.
    func rendered(_ style: Style) -> String {
        guard style.isColored, !highlights.isEmpty else { return plain }
        var (text, end) = ("", plain.startIndex)
        for highlight in highlights {
            let range = range(of: highlight)
            text += plain[end..<range.lowerBound]
            text += style.apply(highlight.look, plain[range])
            end = range.upperBound
        }
        return text + plain[end...]
    }

    private func range(of highlight: Highlight) -> Range<String.Index> {
        let start = plain.utf8.index(plain.startIndex, offsetBy: highlight.range.lowerBound)
        return start..<plain.utf8.index(start, offsetBy: highlight.range.count)
    }

    /// Filled with spaces to at least so many columns.
    func padded(to columns: Int, _ alignment: Alignment = .left) -> StyledText {
        let space = StyledText(String(repeating: " ", count: max(0, columns - width)))
        return alignment == .left ? self + space : space + self
    }

    /// Cut to at most so many columns, with `…` where something is missing, in the look of what it stands for.
    func cut(to columns: Int) -> StyledText {
        guard width > columns else { return self }
        guard columns > 0 else { return StyledText() }
        let kept = DisplayWidth.prefix(of: plain[...], columns: columns - 1)
        let (end, sign) = (kept.utf8.count, "…")
        let looks = highlights.prefix { $0.range.lowerBound <= end }.map { highlight in
            let isCut = highlight.range.upperBound > end
            return isCut
                ? Highlight(range: highlight.range.lowerBound..<end + sign.utf8.count, look: highlight.look) : highlight
        }
        return StyledText(escaped: kept + sign, highlights: looks)
    }

    static func + (left: StyledText, right: StyledText) -> StyledText {
        var result = left
        result += right
        return result
    }

    static func += (left: inout StyledText, right: StyledText) {
        let shift = left.plain.utf8.count
        left.plain += right.plain
        for highlight in right.highlights { left.highlights.append(highlight.moved(by: shift)) }
    }

    /// Collects literals as they are, and everything else escaped.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = StyledText()

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { text.plain += literal }

        mutating func appendInterpolation(_ value: some CustomStringConvertible, _ look: Look = .plain) {
            text += StyledText(value.description, look)
        }

        mutating func appendInterpolation(_ text: StyledText) { self.text += text }
    }
}

extension [StyledText] {
    /// All of them in one, with a separator in between.
    func joined(_ separator: StyledText) -> StyledText {
        var result = first ?? StyledText()
        for text in dropFirst() { result += separator + text }
        return result
    }
}

/// Where text stands in its column.
enum Alignment: Sendable, Hashable {
    case left, right
}
