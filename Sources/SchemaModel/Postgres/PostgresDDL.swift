internal import SQLText

/// PostgreSQL's statements for single objects, without semicolons, as people like to read them.
///
/// Each function is about one object and knows of no other: what makes a schema and what changes one are put together
/// from them.
public enum PostgresDDL {
    /// What stands in front of every line within a statement.
    static let indent = "    "

    /// A name, quoted where it needs it.
    static func name(_ name: String) -> String { name.quotedName(.postgres) }

    /// A name with its schema, quoted where it needs it.
    static func name(_ name: ObjectName) -> String { name.quoted(.postgres) }

    /// Names in parentheses.
    static func list(_ names: [String]) -> String { "(\(names.map { name($0) }.joined(separator: ", ")))" }

    /// An expression in parentheses.
    static func parenthesized(_ expression: String) -> String { "(\(expression))" }

    /// Storage parameters: `fillfactor='70'`.
    static func options(_ options: [String: String]) -> String {
        options.sorted { $0.key < $1.key }.map { "\(optionName($0.key))=\(SQLLiteral.text($0.value))" }
            .joined(separator: ", ")
    }

    /// The name of a storage parameter, which may have a part for the TOAST table in front: `toast.autovacuum_enabled`.
    static func optionName(_ option: String) -> String {
        option.split(separator: ".").map { name(String($0)) }.joined(separator: ".")
    }

    /// Options for another server: `OPTIONS (host 'db')`.
    static func serverOptions(_ options: [String: String]) -> String {
        let texts = options.sorted { $0.key < $1.key }.map { "\(name($0.key)) \(SQLLiteral.text($0.value))" }
        return "OPTIONS (\(texts.joined(separator: ", ")))"
    }

    /// When a constraint is checked; nothing for with each statement.
    static func deferral(_ deferral: Deferral) -> String? {
        switch deferral {
        case .never: nil
        case .possible: "DEFERRABLE"
        case .usual: "DEFERRABLE INITIALLY DEFERRED"
        }
    }
}
