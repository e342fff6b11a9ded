internal import SQLText

/// An object in the form in which two schemas are compared: texts and parts.
///
/// Whatever an object consists of is in its properties or its parts, so that objects without a difference are equal.
struct DescribedObject {
    var kind: SchemaChange.Kind
    /// The name that people see.
    var name: String
    /// What it is found by among its kind in the other schema.
    var key: NameKey
    /// What it is, in a few words.
    var summary = ""
    /// Its properties in order, those without a text as well.
    var properties: [(name: String, text: String?)] = []
    /// What belongs to it.
    var parts: [DescribedObject] = []
    /// Kinds of parts whose order means something.
    var orderedKinds: [SchemaChange.Kind] = []
}

/// Texts of the values that objects consist of.
enum DescribedText {
    /// A word for what is so; nothing for what is not.
    static func flag(_ value: Bool) -> String? { value ? "yes" : nil }

    /// Names or values behind each other.
    static func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }

    /// Options by their names.
    static func options(_ options: [String: String]) -> String? {
        list(options.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" })
    }

    /// Who may do what.
    static func grants(_ grants: [Grant]) -> String? {
        let texts = grants.map { grant in
            let handed =
                grant.grantable.isEmpty ? "" : ", may grant \(grant.grantable.sorted().joined(separator: ", "))"
            let rights = grant.privileges.isEmpty ? "nothing" : grant.privileges.sorted().joined(separator: ", ")
            return "\(grant.role.isEmpty ? "PUBLIC" : grant.role): \(rights)\(handed)"
        }
        return texts.isEmpty ? nil : texts.sorted().joined(separator: "; ")
    }

    /// Columns and expressions of a key or an index.
    static func parts(_ parts: [IndexPart]) -> String {
        let texts = parts.map { part in
            var words = [part.column ?? part.expression.map { "(\($0))" } ?? ""]
            if let collation = part.collation { words.append("COLLATE \(collation)") }
            if let operatorClass = part.operatorClass { words.append(operatorClass) }
            if part.isDescending { words.append("DESC") }
            if let nullsFirst = part.nullsFirst { words.append(nullsFirst ? "NULLS FIRST" : "NULLS LAST") }
            return words.joined(separator: " ")
        }
        return "(" + texts.joined(separator: ", ") + ")"
    }

    /// How much is gathered of the expressions among some parts, where that is not as usual.
    static func statistics(_ parts: [IndexPart]) -> String? {
        let texts = parts.enumerated().compactMap { place, part in part.statistics.map { "\($0) of part \(place + 1)" }
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }

    /// Which numbers are given.
    static func numbers(_ numbers: Numbering) -> String {
        "\(numbers.type) from \(numbers.start) by \(numbers.increment), \(numbers.minimum) to \(numbers.maximum), "
            + "cache \(numbers.cache)" + (numbers.cycles ? ", cycles" : "")
    }

    /// When a constraint is checked.
    static func deferral(_ deferral: Deferral) -> String? {
        switch deferral {
        case .never: nil
        case .possible: "DEFERRABLE"
        case .usual: "DEFERRABLE INITIALLY DEFERRED"
        }
    }
}
