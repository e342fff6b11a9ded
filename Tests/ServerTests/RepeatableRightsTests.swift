import TestSupport
import Testing

/// Who may do what with views, after they or what they read were made anew by repeatables.
@Suite struct RepeatableRightsTests {
    private static let tables = ["migrations/001_users.sql": "CREATE TABLE users (id int, name text);\n"]
    private static let active = "CREATE OR REPLACE VIEW active AS SELECT id, name FROM users;\n"
    private static let anew = "DROP VIEW active;\nCREATE VIEW active AS SELECT name, id FROM users;\n"

    /// Every right on views and their columns: who has it, who gave it, whether it may be handed on.
    private static let rights = """
        SELECT c.relname, a.attname, x.grantee::regrole, x.grantor::regrole, x.privilege_type, x.is_grantable
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL,
          aclexplode(COALESCE(a.attacl, c.relacl)) x
        WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3, 4, 5, 6
        """

    /// A project in which one role has rights on two views from another role, and a third is given some with new tables.
    private func withProject(_ repeatable: String, _ body: (ServerProject, [String]) throws -> Void) throws {
        let project = try ServerProject(Self.tables)
        let roles = ["a", "b", "c"].map { "\($0)_" + project.database.name }
        for role in roles { _ = project.sql("CREATE ROLE \(role)") }
        defer {
            for role in roles { _ = project.sql("DROP OWNED BY \(role) CASCADE") }
            for role in roles { _ = project.sql("DROP ROLE \(role)") }
        }
        project.folder.write("migrations/R__active.sql", Self.active)
        expectStatus(project.martlet("migrate"), 0)
        _ = project.sql(
            """
            CREATE VIEW names AS SELECT name FROM active;
            GRANT SELECT ON active, names TO \(roles[0]) WITH GRANT OPTION;
            GRANT UPDATE (name) ON names TO \(roles[0]);
            SET ROLE \(roles[0]); GRANT SELECT ON active, names TO \(roles[1]); RESET ROLE;
            ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO \(roles[2]);
            """)
        project.folder.write("migrations/R__active.sql", repeatable)
        try body(project, roles)
    }

    @Test(
        "they are what they were, to the letter, where no file says anything of them",
        arguments: [anew, active.replacing("id, name", with: "name, id"), anew.replacing(";\nC", with: " CASCADE;\nC")])
    func toTheLetter(_ repeatable: String) throws {
        try withProject(repeatable) { project, roles in
            let before = project.sql(Self.rights)
            #expect(before.contains("active||\(roles[1])|\(roles[0])|SELECT|f"))
            expectStatus(project.martlet("migrate"), 0)
            #expect(project.sql(Self.rights) == before)
        }
    }

    @Test("what a file says of them counts, and for all others they are what they were") func said() throws {
        try withProject(Self.anew + "GRANT DELETE ON active TO PUBLIC;\n") { project, roles in
            let names = "SELECT * FROM (\(Self.rights)) AS v WHERE relname = 'names'"
            let before = project.sql(names)
            expectStatus(project.martlet("migrate"), 0)
            #expect(project.sql(names) == before)
            let privileges = ["SELECT", "INSERT", "DELETE"].map {
                "has_table_privilege('\(roles[0])', 'active', '\($0)'), has_table_privilege('\(roles[2])', 'active', '\($0)')"
            }
            #expect(project.sql("SELECT \(privileges.joined(separator: ", "))") == "t|f|f|t|t|t")
        }
    }

    @Test("a view keeps its owner and what that one has given") func owned() throws {
        try withProject(Self.anew) { project, roles in
            _ = project.sql(
                """
                GRANT SELECT ON users TO \(roles[0]); GRANT CREATE ON SCHEMA public TO \(roles[0]);
                ALTER VIEW active OWNER TO \(roles[0]); ALTER VIEW names OWNER TO \(roles[0]);
                """)
            let before = project.sql(Self.rights)
            expectStatus(project.martlet("migrate"), 0)
            #expect(project.sql(Self.rights) == before)
        }
    }
}
