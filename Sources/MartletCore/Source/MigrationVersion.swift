/// What identifies a migration: the text in front of its file's name, kept exactly as written.
///
/// Versions of digits are ordered by number, whatever their length; others come after them, by their bytes.
public struct MigrationVersion: Sendable, Hashable, CustomStringConvertible {
    /// The version as written: `001` stays `001`.
    public let text: String
    /// True if the version is digits alone.
    ///
    /// Kept, as sorting a long history asks for it again and again.
    public let isNumeric: Bool

    /// Makes a version.
    public init(_ text: String) {
        self.text = text
        isNumeric = !text.isEmpty && text.utf8.allSatisfy(\.isDigit)
    }

    /// The version as written.
    public var description: String { text }

    /// What two versions that mean the same place in the order share: `1` and `001`.
    public var place: String { isNumeric ? String(Substring(significantDigits)) : text }

    /// Whether both mean the same place.
    func hasPlace(of other: MigrationVersion) -> Bool {
        // With as many digits, only the same digits are the same number.
        if text.utf8.count == other.text.utf8.count { return self == other }
        return isNumeric && other.isNumeric && significantDigits.elementsEqual(other.significantDigits)
    }

    /// The digits without leading zeros; a lone zero stays.
    private var significantDigits: Substring.UTF8View {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "0") }
        return digits.isEmpty ? text.utf8.suffix(1) : digits
    }
}

extension MigrationVersion: Comparable {
    /// Whether both are written the same, byte for byte: two ways to write é are two versions, as for a database.
    public static func == (left: MigrationVersion, right: MigrationVersion) -> Bool {
        left.text == right.text && (left.isNumeric || left.text.utf8.elementsEqual(right.text.utf8))
    }

    /// Feeds the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Numbers by their size, then everything else by its bytes.
    public static func < (left: MigrationVersion, right: MigrationVersion) -> Bool {
        switch (left.isNumeric, right.isNumeric) {
        case (true, true):
            // As many digits: the order of the text is that of the numbers.
            if left.text.utf8.count == right.text.utf8.count { return left.text < right.text }
            let (first, second) = (left.significantDigits, right.significantDigits)
            let (firstCount, secondCount) = (first.count, second.count)
            if firstCount != secondCount { return firstCount < secondCount }
            if first.elementsEqual(second) { return left.text < right.text }
            return first.lexicographicallyPrecedes(second)
        case (true, false): return true
        case (false, true): return false
        case (false, false): return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII digit.
    var isDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
}
