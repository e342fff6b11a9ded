/// Why a name cannot be used.
public enum IdentifierError: Error, Sendable, Hashable {
    /// A NUL would silently end the name in every C library.
    case containsNUL
}

/// The name of an object, which goes into SQL only in quotation marks.
public struct Identifier: Sendable, Hashable {
    /// The name itself, without quotation marks.
    public let name: String

    /// Takes any name without NUL.
    public init(_ name: String) throws(IdentifierError) {
        if name.utf8.contains(0) { throw .containsNUL }
        self.name = name
    }

    /// The name in double quotes, those inside it doubled: safe in SQLite and PostgreSQL, whatever it holds.
    public var quoted: String { quote(name, with: "\"") }
}

extension Identifier: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Takes a name written in the code; a NUL there is a mistake of ours.
    public init(stringLiteral name: String) {
        precondition(!name.utf8.contains(0), "an identifier in the code holds a NUL")
        self.name = name
    }

    /// The quoted name, so that an interpolation cannot go wrong.
    public var description: String { quoted }
}

/// A text in quotation marks, those inside it doubled.
///
/// By scalars: a mark with a combining accent is no other character.
func quote(_ text: String, with mark: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    result.append(mark)
    for scalar in text.unicodeScalars {
        if scalar == mark { result.append(mark) }
        result.append(scalar)
    }
    result.append(mark)
    return String(result)
}
