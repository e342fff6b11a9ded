/// What identifies a migration: the text in front of its file's name, kept exactly as written.
///
/// Versions of digits are ordered by number, whatever their length; others come after them, by their bytes.
public struct MigrationVersion: Sendable, Hashable, CustomStringConvertible {
    /// The version as written: `001` stays `001`.
    public let text: String

    /// Makes a version.
    public init(_ text: String) { self.text = text }

    public var description: String { text }

    /// True if the version is digits alone.
    public var isNumeric: Bool { !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    /// What two versions that mean the same place in the order share: `1` and `001`.
    public var place: String { isNumeric ? significantDigits : text }

    private var significantDigits: String {
        let digits = text.drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }
}

extension MigrationVersion: Comparable {
    public static func < (left: MigrationVersion, right: MigrationVersion) -> Bool {
        switch (left.isNumeric, right.isNumeric) {
        case (true, true):
            let (first, second) = (left.significantDigits, right.significantDigits)
            if first == second { return left.text < right.text }
            return first.utf8.count == second.utf8.count ? first < second : first.utf8.count < second.utf8.count
        case (true, false): return true
        case (false, true): return false
        case (false, false): return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
    }
}
