/// Arrays of one dimension as the server writes them.
///
/// Source: <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>.
enum ArrayText {
    /// The elements of `{a,"b c",NULL}`; of a vector, `1 2`, its numbers.
    static func elements(_ text: String) -> [String] {
        guard text.utf8.first == UInt8(ascii: "{") else {
            return text.split(separator: " ").map(String.init)
        }
        var elements: [String] = []
        var element: [UInt8] = []
        var (isQuoted, isEscaped, isBegun) = (false, false, false)
        for byte in text.utf8.dropFirst() {
            if isEscaped {
                element.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
                isBegun = true
            } else if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") {
                if isBegun { elements.append(String(decoding: element, as: UTF8.self)) }
                element = []
                isBegun = byte == UInt8(ascii: ",")
            } else {
                element.append(byte)
                isBegun = true
            }
        }
        return elements
    }
}
