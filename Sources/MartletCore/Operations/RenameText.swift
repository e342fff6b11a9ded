internal import SQLText
internal import SchemaModel

/// A rename as somebody writes it, with names as SQL has them: `users.mail=email`, `"a.b".c=d`.
struct RenameText {
    /// A name, and whether it stands in quotation marks.
    struct Name {
        let text: String
        let isQuoted: Bool

        /// The one of `names` that this is.
        ///
        /// PostgreSQL reads a name without quotation marks in small letters; where there is none such, it is taken as it
        /// is written. On SQLite the case makes no difference.
        func first(of names: [String], _ dialect: Dialect) -> String? {
            let folded = text.foldedForSQLite
            switch dialect {
            case .sqlite: return names.first { $0.foldedForSQLite == folded }
            case .postgres where isQuoted: return names.first { $0 == text }
            case .postgres: return names.first { $0 == folded } ?? names.first { $0 == text }
            }
        }
    }

    /// The old name: of a table, a column behind its table, or either behind a schema.
    let old: [Name]
    /// The new name: of a column, or of a table, which may stand behind a schema.
    let new: [Name]

    /// Reads it; `nil` if it is none.
    init?(_ text: String, _ dialect: Dialect) {
        var scanner = Scanner(text, dialect)
        guard let old = scanner.names(), scanner.take("="), let new = scanner.names(), scanner.isAtEnd,
            old.count <= 3, new.count <= 2
        else { return nil }
        (self.old, self.new) = (old, new)
    }

    private struct Scanner {
        private var rest: Substring.UnicodeScalarView
        private let quotes: [Unicode.Scalar: Unicode.Scalar]

        init(_ text: String, _ dialect: Dialect) {
            rest = text.unicodeScalars[...]
            quotes = dialect == .sqlite ? ["\"": "\"", "`": "`", "[": "]"] : ["\"": "\""]
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == scalar else { return false }
            rest.removeFirst()
            return true
        }

        /// Names with dots in between.
        mutating func names() -> [Name]? {
            var names: [Name] = []
            repeat {
                guard let name = name() else { return nil }
                names.append(name)
            } while take(".")
            return names
        }

        private mutating func name() -> Name? {
            if let first = rest.first, let end = quotes[first] { return quoted(until: end) }
            let text = String(String.UnicodeScalarView(rest.prefix { $0 != "." && $0 != "=" && quotes[$0] == nil }))
            rest = rest.dropFirst(text.unicodeScalars.count)
            return text.isEmpty ? nil : Name(text: text, isQuoted: false)
        }

        private mutating func quoted(until end: Unicode.Scalar) -> Name? {
            rest.removeFirst()
            var text = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == end, end == "]" || !take(end) {
                    return text.isEmpty ? nil : Name(text: String(text), isQuoted: true)
                }
                text.append(scalar)
            }
            return nil
        }
    }
}
