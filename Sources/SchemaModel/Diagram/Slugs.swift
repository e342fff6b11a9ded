internal import SQLText

/// Names of objects as they can stand in paths and addresses: `order-items`, each of them only once.
struct Slugs: Sendable {
    private var taken: Set<String> = []
    private var slugs: [ObjectName: String] = [:]

    /// Gives names their slugs, in order: the first one gets the plainest.
    init(_ names: [(name: ObjectName, text: String)]) {
        for (name, text) in names where slugs[name] == nil {
            var slug = Self.slug(text)
            var number = 1
            while taken.contains(slug) {
                number += 1
                slug = "\(Self.slug(text))-\(number)"
            }
            taken.insert(slug)
            slugs[name] = slug
        }
    }

    /// The slug of a name that was given; empty for any other.
    subscript(_ name: ObjectName) -> String { slugs[name] ?? "" }

    /// The same in an address: what is not ASCII in the form `%C3%BC`.
    func address(_ name: ObjectName) -> String {
        self[name].utf8.map { byte in
            byte < 0x80 ? String(Unicode.Scalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    /// Small letters of any script, digits, `_`; a hyphen for a run of anything else, at most 60 bytes in all.
    ///
    /// Small ones alone, since there are file systems to which `Users` and `users` are one.
    static func slug(_ text: String) -> String {
        var slug = ""
        for character in text.lowercased() where slug.utf8.count + character.utf8.count <= 60 {
            if character == "_" || character.unicodeScalars.allSatisfy(isOfWord) {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug += "-"
            }
        }
        while slug.last == "-" { slug.removeLast() }
        return slug.isEmpty ? "x" : slug
    }

    /// Whether it is a letter, a digit, or a mark on one: nothing that cannot be seen.
    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .titlecaseLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            !scalar.properties.isDefaultIgnorableCodePoint
        default: false
        }
    }
}
