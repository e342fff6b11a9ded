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

    /// Small letters of ASCII, digits, `_`; a hyphen for a run of anything else, at most 60 in all.
    ///
    /// Small ones alone, since there are file systems to which `Users` and `users` are one.
    static func slug(_ text: String) -> String {
        var slug = ""
        for byte in text.utf8 where slug.utf8.count < 60 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): slug.unicodeScalars.append(Unicode.Scalar(byte + 32))
            default: if !slug.isEmpty && slug.last != "-" { slug += "-" }
            }
        }
        while slug.last == "-" { slug.removeLast() }
        return slug.isEmpty ? "x" : slug
    }
}
