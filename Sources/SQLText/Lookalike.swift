/// A comment line that was most likely meant as a directive.
///
/// That is told by its shape alone: a word that stands by itself, or one with a colon and a value that no sentence has.
/// Inside a statement, and in other places where such a line is no wonder, it is a comment after all.
public struct Lookalike: Sendable, Hashable {
    /// The part that has the mistake, as written.
    public let text: String
    /// What it should be.
    public let suggestion: String
    /// Whether it would begin a part of the file.
    ///
    /// Where the parts have marks of their own, it is a heading.
    public let isSection: Bool

    /// Makes one that was told by something else than its shape.
    public init(text: String, suggestion: String, isSection: Bool) {
        (self.text, self.suggestion, self.isSection) = (text, suggestion, isSection)
    }

    /// Reads what a comment line says that is no directive; `nil` if it is prose.
    init?(_ content: String) {
        let line = content.lowercased()
        if let section = Self.section(line) {
            (text, suggestion, isSection) = (content, section, true)
            return
        }
        guard let colon = content.firstIndex(of: ":") else { return nil }
        let key = content[..<colon].trimmingSpaces
        let value = content[content.index(after: colon)...].trimmingSpaces
        if Self.isNear(key, "rollback"), value.hasSuffix(";") {
            (text, suggestion, isSection) = (key + ":", "ROLLBACK:", true)
        } else if Self.saysDepends(key), Self.isVersionList(value) {
            (text, suggestion, isSection) = (key + ":", "Depends: " + value, false)
        } else if Self.isNear(key, "martlet"), let instead = Self.martlet(value) {
            (text, suggestion, isSection) = (key + ":", instead, false)
        } else {
            return nil
        }
    }

    /// Whether a word is a misspelt other one: in a long word two letters may be wrong, but never the first.
    ///
    /// So `Callback:` and `Fallback:` are words of their own.
    public static func isNear(_ word: String, _ meant: String) -> Bool {
        let word = word.lowercased()
        guard word != meant, word.first == meant.first else { return false }
        return editDistance(word, meant) <= (meant.utf8.count > 7 ? 2 : 1)
    }

    // MARK: Words that stand alone

    /// The mark that a heading stands for: `=== DOWN ===`, `Roll back:`, `Up Migration`.
    private static func section(_ line: String) -> String? {
        let bare = line.trimming { " -=*#~:.".utf8.contains($0) }
        switch bare {
        case "up", "ups", "up migration", "migration up": return "martlet:up"
        case "down", "downs", "down migration", "migration down": return "martlet:down"
        case "migrate: up", "migrate up": return "migrate:up"
        case "migrate: down", "migrate down": return "migrate:down"
        case "roll back", "roll-back", "roll_back", "rollback": return "ROLLBACK:"
        default: return bare.utf8.allSatisfy(\.isLetter) && isNear(bare, "rollback") ? "ROLLBACK:" : nil
        }
    }

    // MARK: Keys with a value

    private static func saysDepends(_ key: String) -> Bool {
        let others = ["dependency", "dependencies", "depends-on", "depends_on", "depend on"]
        return isNear(key, "depends") || others.contains(key.lowercased())
    }

    /// Whether it is a list such as `002, metrics/001`.
    private static func isVersionList(_ value: String) -> Bool {
        let items = value.split(separator: ",").map { $0.trimmingSpaces }
        return !items.isEmpty
            && items.allSatisfy { item in
                let version = item.split(separator: "/", maxSplits: 1).last ?? ""
                return !item.contains(" ") && version.utf8.first?.isDigit == true
            }
    }

    /// What a misspelt `martlet:` was to be; `nil` if what follows is neither a section nor an option.
    private static func martlet(_ value: String) -> String? {
        let words = value.utf8.split { $0.isSpace }
        guard let first = words.first else { return nil }
        if first.contains(Byte.equals) { return "martlet: " + value }
        let isMark = first.elementsEqual("up".utf8) || first.elementsEqual("down".utf8)
        return isMark && words.dropFirst().allSatisfy { $0.contains(Byte.equals) } ? "martlet:" + value : nil
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String { trimming { $0.isSpace } }

    /// The text without such bytes at its ends.
    fileprivate func trimming(_ isOuter: (UInt8) -> Bool) -> String {
        var bytes = Array(utf8)[...]
        while let first = bytes.first, isOuter(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, isOuter(last) { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
