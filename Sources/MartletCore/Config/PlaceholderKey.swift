/// What a placeholder may be called.
enum PlaceholderKey {
    /// Whether it is a name, which stands in scripts as `${NAME}`.
    static func isName(_ key: String) -> Bool {
        guard let first = key.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return key.unicodeScalars.allSatisfy { Interpolation.isNameScalar($0) || $0 == "-" || $0 == "." }
    }

    /// Whether it is a text that stands for itself, such as `{{ .Schema }}`: nobody writes one of these marks into a name
    /// by mistake.
    static func isMark(_ key: String) -> Bool { key.contains { "{:$%<@".contains($0) } }
}
