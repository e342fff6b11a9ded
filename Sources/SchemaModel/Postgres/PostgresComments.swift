internal import SQLText

extension PostgresDDL {
    /// What can have a comment: the object as in COMMENT ON, and what is said of it.
    struct Commented {
        var object: ObjectReference
        var words: String
        var comment: String?
    }

    /// All comments of a schema, in its order.
    static func comments(of schema: Schema) -> [WrittenStatement] {
        commented(schema).compactMap { item in
            item.comment.map { WrittenStatement(comment($0, on: item.words), item.object) }
        }
    }

    /// All objects of a schema that can have a comment, in its order.
    static func commented(_ schema: Schema) -> [Commented] {
        var all: [Commented] = []
        func add(_ comment: String?, on words: String, _ object: ObjectReference) {
            all.append(Commented(object: object, words: words, comment: comment))
        }
        for space in schema.namespaces {
            add(space.comment, on: "SCHEMA \(name(space.name))", ObjectReference(.namespace, ObjectName(space.name)))
        }
        for type in schema.types { addComments(of: type, add) }
        for sequence in schema.sequences {
            add(sequence.comment, on: sequenceWords(sequence.name), ObjectReference(.sequence, sequence.name))
        }
        for table in schema.tables { addComments(of: table, add) }
        for view in schema.views { addComments(of: view, add) }
        for routine in schema.routines {
            add(
                routine.comment, on: routineWords(routine),
                ObjectReference(.routine, routine.name, detail: routine.signature))
        }
        for other in schema.others {
            // An object is called the same in DROP and in COMMENT ON.
            add(
                other.comment, on: String(other.removal.dropFirst("DROP ".count)),
                ObjectReference(.other, other.name, detail: other.kind))
        }
        return all
    }

    /// Says something of an object, or nothing more.
    /// - Parameter words: the object as in COMMENT ON: `TABLE public.t`.
    public static func comment(_ comment: String?, on words: String) -> String {
        "COMMENT ON \(words) IS \(comment.map(SQLLiteral.text) ?? "NULL")"
    }

    /// A sequence as COMMENT ON and GRANT call it.
    static func sequenceWords(_ sequence: ObjectName) -> String { "SEQUENCE \(name(sequence))" }

    /// A routine as COMMENT ON, GRANT and DROP call it: `FUNCTION public.f(integer)`.
    public static func routineWords(_ routine: Routine) -> String {
        let kind = routine.kind.rawValue.uppercased()
        let types = routine.kind == .aggregate && routine.signature.isEmpty ? "*" : routine.signature
        return "\(kind) \(name(routine.name))(\(types))"
    }

    private typealias Adding = (_ comment: String?, _ words: String, _ object: ObjectReference) -> Void

    private static func addComments(of type: UserType, _ add: Adding) {
        let words = type.kind == .domain ? "DOMAIN" : "TYPE"
        add(type.comment, "\(words) \(name(type.name))", ObjectReference(.type, type.name))
        for column in type.attributes { addComment(of: column, in: type.name, add) }
        for check in type.domain?.checks ?? [] {
            add(
                check.comment, "CONSTRAINT \(name(check.name ?? "")) ON DOMAIN \(name(type.name))",
                ObjectReference(.constraint, type.name, detail: check.name))
        }
    }

    private static func addComment(of column: Column, in relation: ObjectName, _ add: Adding) {
        add(
            column.comment, "COLUMN \(name(relation)).\(name(column.name))",
            ObjectReference(.column, relation, detail: column.name))
        if let (sequence, identity) = column.identitySequence(in: relation) {
            add(identity.comment, sequenceWords(sequence), ObjectReference(.sequence, sequence))
        }
    }

    private static func addComments(of table: Table, _ add: Adding) {
        let words = table.kind == .foreign ? "FOREIGN TABLE" : "TABLE"
        add(table.comment, "\(words) \(name(table.name))", ObjectReference(.table, table.name))
        for column in table.columns { addComment(of: column, in: table.name, add) }
        let constraints =
            (table.primaryKey.map { [($0.name, $0.comment)] } ?? []) + table.uniqueKeys.map { ($0.name, $0.comment) }
            + table.foreignKeys.map { ($0.name, $0.comment) } + table.checks.map { ($0.name, $0.comment) }
            + table.exclusions.map { ($0.name, $0.comment) }
        for (constraint, comment) in constraints {
            add(
                comment, "CONSTRAINT \(name(constraint ?? "")) ON \(name(table.name))",
                ObjectReference(.constraint, table.name, detail: constraint))
        }
        addComments(of: table.indexes, table.triggers, on: table.name, add)
        for policy in table.policies {
            add(
                policy.comment, "POLICY \(name(policy.name)) ON \(name(table.name))",
                ObjectReference(.policy, table.name, detail: policy.name))
        }
    }

    private static func addComments(of view: View, _ add: Adding) {
        let words = view.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
        add(view.comment, "\(words) \(name(view.name))", ObjectReference(.view, view.name))
        for column in view.columns { addComment(of: column, in: view.name, add) }
        addComments(of: view.indexes, view.triggers, on: view.name, add)
    }

    private static func addComments(
        of indexes: [Index], _ triggers: [Trigger], on relation: ObjectName, _ add: Adding
    ) {
        for index in indexes {
            add(
                index.comment, "INDEX \(name(ObjectName(schema: relation.schema, index.name)))",
                ObjectReference(.index, relation, detail: index.name))
        }
        for trigger in triggers {
            add(
                trigger.comment, "TRIGGER \(name(trigger.name)) ON \(name(relation))",
                ObjectReference(.trigger, relation, detail: trigger.name))
        }
    }
}
