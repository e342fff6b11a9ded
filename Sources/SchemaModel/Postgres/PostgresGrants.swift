internal import SQLText

extension PostgresDDL {
    /// All rights of a schema that differ from the usual ones, in its order.
    static func grants(of schema: Schema) -> [WrittenStatement] {
        var statements: [WrittenStatement] = []
        func add(_ grants: [Grant], on words: String, _ object: ObjectReference, column: String? = nil) {
            for grant in grants {
                statements += self.grant(grant, on: words, column: column).map { WrittenStatement($0, object) }
            }
        }
        for space in schema.namespaces {
            add(space.grants, on: "SCHEMA \(name(space.name))", ObjectReference(.namespace, ObjectName(space.name)))
        }
        for type in schema.types {
            add(type.grants, on: "TYPE \(name(type.name))", ObjectReference(.type, type.name))
        }
        for sequence in schema.sequences {
            add(sequence.grants, on: "SEQUENCE \(name(sequence.name))", ObjectReference(.sequence, sequence.name))
        }
        let relations =
            schema.tables.map { ($0.name, $0.grants, $0.columns, ObjectReference(.table, $0.name)) }
            + schema.views.map { ($0.name, $0.grants, $0.columns, ObjectReference(.view, $0.name)) }
        for (relation, grants, columns, object) in relations {
            let words = "TABLE \(name(relation))"
            add(grants, on: words, object)
            for column in columns {
                add(
                    column.grants, on: words, ObjectReference(.column, relation, detail: column.name),
                    column: column.name)
            }
        }
        for routine in schema.routines {
            let words = routine.kind == .aggregate ? "FUNCTION" : routine.kind.rawValue.uppercased()
            add(
                routine.grants, on: "\(words) \(name(routine.name))(\(routine.signature))",
                ObjectReference(.routine, routine.name, detail: routine.signature))
        }
        return statements
    }

    /// Gives a role exactly these rights on an object.
    /// - Parameters:
    ///   - words: the object as in GRANT: `TABLE public.t`.
    ///   - column: the column of it that the rights are about.
    public static func grant(_ grant: Grant, on words: String, column: String? = nil) -> [String] {
        let role = grant.role.isEmpty ? "PUBLIC" : name(grant.role)
        func rights(_ privileges: [String]) -> String {
            privileges.map { $0 + (column.map { " (\(name($0)))" } ?? "") }.joined(separator: ", ")
        }
        let all = column.map { "ALL (\(name($0)))" } ?? "ALL"
        // What a role may do from the start may be more than this: PUBLIC may run functions.
        var statements =
            grant.role.isEmpty || grant.privileges.isEmpty ? ["REVOKE \(all) ON \(words) FROM \(role)"] : []
        let plain = grant.privileges.filter { !grant.grantable.contains($0) }
        if !plain.isEmpty { statements.append("GRANT \(rights(plain)) ON \(words) TO \(role)") }
        if !grant.grantable.isEmpty {
            statements.append("GRANT \(rights(grant.grantable)) ON \(words) TO \(role) WITH GRANT OPTION")
        }
        return statements
    }
}
