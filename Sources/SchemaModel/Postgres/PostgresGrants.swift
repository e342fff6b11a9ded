internal import SQLText

extension PostgresDDL {
    /// What can have rights: the object as in GRANT, the column of it that they are about, and the rights.
    struct Granted {
        var object: ObjectReference
        var words: String
        var column: String?
        var grants: [Grant]
        /// What tells it apart from the others.
        var key: String { words + "\u{0}" + (column ?? "") }
    }

    /// All rights of a schema that differ from the usual ones, in its order.
    static func grants(of schema: Schema) -> [WrittenStatement] {
        granted(schema).flatMap { item in
            item.grants.flatMap { grant in
                self.grant(grant, on: item.words, column: item.column).map { WrittenStatement($0, item.object) }
            }
        }
    }

    /// All objects of a schema that can have rights, in its order.
    static func granted(_ schema: Schema) -> [Granted] {
        var all: [Granted] = []
        func add(_ grants: [Grant], on words: String, _ object: ObjectReference, column: String? = nil) {
            all.append(Granted(object: object, words: words, column: column, grants: grants))
        }
        for space in schema.namespaces {
            add(space.grants, on: "SCHEMA \(name(space.name))", ObjectReference(.namespace, ObjectName(space.name)))
        }
        for type in schema.types {
            add(type.grants, on: "TYPE \(name(type.name))", ObjectReference(.type, type.name))
        }
        for sequence in schema.sequences {
            add(sequence.grants, on: sequenceWords(sequence.name), ObjectReference(.sequence, sequence.name))
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
                if let (sequence, identity) = column.identitySequence(in: relation) {
                    add(identity.grants, on: sequenceWords(sequence), ObjectReference(.sequence, sequence))
                }
            }
        }
        for routine in schema.routines {
            let words = routine.kind == .aggregate ? "FUNCTION" : routine.kind.rawValue.uppercased()
            add(
                routine.grants, on: "\(words) \(name(routine.name))(\(routine.signature))",
                ObjectReference(.routine, routine.name, detail: routine.signature))
        }
        return all
    }

    /// Gives a role exactly these rights on an object.
    /// - Parameters:
    ///   - words: the object as in GRANT: `TABLE public.t`.
    ///   - column: the column of it that the rights are about.
    public static func grant(_ grant: Grant, on words: String, column: String? = nil) -> [String] {
        // What a role may do from the start may be more than this: PUBLIC may run functions.
        let revoked =
            grant.role.isEmpty || grant.privileges.isEmpty ? [revoke(of: grant.role, on: words, column: column)] : []
        return revoked
            + give(
                grant.privileges, grantable: grant.grantable, on: words, column: column, to: roleName(grant.role))
    }

    /// Gives rights to whoever is named in words of SQL.
    static func give(
        _ privileges: [String], grantable: [String], on words: String, column: String?, to role: String
    ) -> [String] {
        func rights(_ privileges: [String]) -> String {
            privileges.map { $0 + (column.map { " (\(name($0)))" } ?? "") }.joined(separator: ", ")
        }
        var statements: [String] = []
        let plain = privileges.filter { !grantable.contains($0) }
        if !plain.isEmpty { statements.append("GRANT \(rights(plain)) ON \(words) TO \(role)") }
        if !grantable.isEmpty {
            statements.append("GRANT \(rights(grantable)) ON \(words) TO \(role) WITH GRANT OPTION")
        }
        return statements
    }

    /// Runs statements as a role, or as whoever runs the script, if that may not act as it.
    ///
    /// GRANTED BY takes nobody but the current role.
    /// Source: <https://www.postgresql.org/docs/current/sql-grant.html>.
    static func acting(as role: String, _ statements: [String]) -> String {
        let lines = statements.map { "    \($0);\n" }.joined()
        let code = """
            DECLARE actor text := current_setting('role');
            BEGIN
                SET LOCAL ROLE \(name(role));
            \(lines)    PERFORM set_config('role', actor, true);
            EXCEPTION WHEN insufficient_privilege THEN
            \(lines)END
            """
        return code.contains("$$") ? "DO \(SQLLiteral.text(code))" : "DO $$\n\(code)\n$$"
    }

    /// Everybody, in words of SQL.
    static let everybody = "PUBLIC"
    /// Whoever runs the statement.
    static let maker = "CURRENT_USER"

    /// Takes all rights from whoever is named in words of SQL.
    static func revoke(_ role: String, on words: String, column: String? = nil) -> String {
        "REVOKE \(column.map { "ALL (\(name($0)))" } ?? "ALL") ON \(words) FROM \(role)"
    }

    /// Takes all rights from a role, or from everybody.
    static func revoke(of role: String, on words: String, column: String? = nil) -> String {
        revoke(roleName(role), on: words, column: column)
    }

    /// Gives a role the rights that it has on a new object: everybody may run routines and use types.
    ///
    /// Source: <https://www.postgresql.org/docs/current/ddl-priv.html>.
    static func usualRights(
        of role: String, on words: String, column: String?, _ object: ObjectReference
    ) -> [String] {
        let revoked = [revoke(of: role, on: words, column: column)]
        guard role.isEmpty else { return revoked }
        switch object.kind {
        case .routine: return revoked + ["GRANT EXECUTE ON \(words) TO PUBLIC"]
        case .type: return revoked + ["GRANT USAGE ON \(words) TO PUBLIC"]
        case .namespace where object.name.name == usualNamespace: return revoked + ["GRANT USAGE ON \(words) TO PUBLIC"]
        default: return revoked
        }
    }

    private static func roleName(_ role: String) -> String { role.isEmpty ? everybody : name(role) }
}
