import MartletCore

/// Text with looks, in which everything from outside is harmless.
///
/// Write it as a string literal: `"\(name, .bold): \(count) to apply"`. What is interpolated is escaped, so that no
/// name, message or value can steer the terminal; only the literal itself is taken as it is.
struct StyledText: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// A piece in one look.
    struct Run: Sendable, Hashable {
        var text: String
        var look: Look
    }

    /// The pieces, in order.
    var runs: [Run] = []

    /// Empty text.
    init() {}

    /// Text of our own.
    init(stringLiteral text: String) { runs = [Run(text: text, look: .plain)] }

    /// Text of our own around text from outside.
    init(stringInterpolation: Interpolation) { runs = stringInterpolation.runs }

    /// Text from outside in a look.
    init(_ text: some StringProtocol, _ look: Look = .plain) {
        runs = [Run(text: PrintableText.escaping(String(text)), look: look)]
    }

    /// The columns it takes.
    var width: Int { runs.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// Without looks.
    var plain: String { rendered(.plain) }

    /// As it is written to a terminal.
    func rendered(_ style: Style) -> String {
        var text = ""
        render(style, to: &text)
        return text
    }

    /// Adds what is written to a terminal to `text`.
    func render(_ style: Style, to text: inout String) {
        for run in runs { text += style.apply(run.look, run.text) }
    }

    /// Filled with spaces to at least so many columns.
    func padded(to columns: Int, _ alignment: Alignment = .left) -> StyledText {
        let space = StyledText(String(repeating: " ", count: max(0, columns - width)))
        return alignment == .left ? self + space : space + self
    }

    /// Cut to at most so many columns, with `…` where something is missing.
    func cut(to columns: Int) -> StyledText {
        guard width > columns else { return self }
        var result = StyledText()
        var left = columns - 1
        for run in runs {
            var kept = String.UnicodeScalarView()
            for scalar in run.text.unicodeScalars {
                left -= DisplayWidth.of(scalar)
                if left < 0 { break }
                kept.append(scalar)
            }
            result.runs.append(Run(text: String(kept), look: run.look))
            if left < 0 { break }
        }
        return columns > 0 ? result + "…" : StyledText()
    }

    static func + (left: StyledText, right: StyledText) -> StyledText {
        var result = left
        result.runs += right.runs
        return result
    }

    static func += (left: inout StyledText, right: StyledText) { left.runs += right.runs }

    /// Collects literals as they are, and everything else escaped.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var runs: [Run] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { runs.append(Run(text: literal, look: .plain)) }
        }

        mutating func appendInterpolation(_ value: some CustomStringConvertible, _ look: Look = .plain) {
            runs.append(Run(text: PrintableText.escaping(value.description), look: look))
        }

        mutating func appendInterpolation(_ text: StyledText) { runs += text.runs }
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
