/// How a piece of text looks.
enum Look: String, Sendable, Hashable, CaseIterable {
    case plain, bold, dim, red, yellow, green
    /// Headings of errors.
    case boldRed
    /// Headings of warnings.
    case boldYellow

    /// The parameters of the SGR sequence.
    fileprivate var parameters: String {
        switch self {
        case .plain: "0"
        case .bold: "1"
        case .dim: "2"
        case .red: "31"
        case .yellow: "33"
        case .green: "32"
        case .boldRed: "1;31"
        case .boldYellow: "1;33"
        }
    }
}

/// Whether looks are shown by escape sequences, or text passes through as it is.
struct Style: Sendable, Hashable {
    /// Shows looks.
    var isColored: Bool

    /// Escape sequences.
    static let colored = Style(isColored: true)
    /// Text as it is.
    static let plain = Style(isColored: false)

    /// The text in a look; it must not hold text from outside that was not escaped.
    func apply(_ look: Look, _ text: some StringProtocol) -> String {
        guard isColored, look != .plain, !text.isEmpty else { return String(text) }
        return "\u{1B}[\(look.parameters)m\(text)\u{1B}[0m"
    }
}
