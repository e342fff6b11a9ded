import TestSupport
import Testing

/// Whom that belongs to which a script of `diff` makes again, or a migration that was drafted from it.
@Suite struct DiffOwnerTests {
    private static let secret =
        "CREATE FUNCTION secret() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
    private static let wanted = secret.replacing("RETURNS int", with: "RETURNS text").replacing("1", with: "''x''")

    /// The database of a role that may make databases, with a function of somebody else's.
    private func project() throws -> (OwnedProject, keeper: String) {
        let project = try OwnedProject.migrated()
        let keeper = "keeper_of_\(project.database.name)"
        let statements = [
            "CREATE ROLE \(keeper)", "GRANT ALL ON SCHEMA public TO \(keeper)", "SET ROLE \(keeper)", Self.secret,
            "REVOKE ALL ON FUNCTION secret FROM PUBLIC",
        ]
        expectStatus(project.database.psql(statements.joined(separator: ";\n")), 0)
        return (project, keeper)
    }

    private static let owner = """
        SELECT pg_get_userbyid(proowner), has_function_privilege('pg_monitor', oid, 'EXECUTE'), prorettype::regtype
        FROM pg_proc WHERE proname = 'secret'
        """

    @Test(arguments: [[], ["--plain"]]) func aScriptGivesBackWhatItMakesAgain(_ options: [String]) throws {
        let (project, keeper) = try project()
        project.folder.write("want/001.sql", "-- Description: All\n\(Self.wanted);\n")
        _ = project.database.psql("DROP TABLE posts, users")
        // Whoever plans it need not be able to act as the owner, whose statement nobody tries.
        let plan = MartletBinary.run(["diff", "app", "want", "--sql"] + options, in: project.folder.path)
        expectStatus(plan, 0)
        expect(plan.output, contains: "ALTER FUNCTION public.secret() OWNER TO \(keeper);")
        expectStatus(project.database.psql(plan.output), 0)
        #expect(project.database.text(Self.owner) == "\(keeper)|f|text")
        let rest = MartletBinary.run(["diff", "app", "want", "--check"], in: project.folder.path)
        expectStatus(rest, 0)
    }

    @Test func aMigrationKnowsTheOwnersThatMigrationsName() throws {
        let (project, keeper) = try project()
        _ = project.server("GRANT \(keeper) TO \(project.role)")
        project.folder.write(
            "migrations/003_views.sql",
            """
            GRANT ALL ON SCHEMA public TO \(keeper);
            CREATE VIEW one AS SELECT 1 AS a;
            CREATE VIEW two AS SELECT 1 AS a;
            ALTER VIEW two OWNER TO \(keeper);

            """)
        expectStatus(project.martlet("migrate"), 0)
        let changed = "CREATE VIEW one AS SELECT ''::text AS a; CREATE VIEW two AS SELECT ''::text AS a"
        expectStatus(project.database.psql("DROP VIEW one, two; DROP FUNCTION secret; \(changed)"), 0)
        expectStatus(project.martlet("new", "other views", "--from-diff", "app"), 0)
        let text = project.folder.read("migrations/004_other_views.sql") ?? ""
        let lines = text.split(separator: "\n").filter { $0.contains(" OWNER TO ") }
        #expect(
            lines == ["ALTER VIEW public.two OWNER TO \(keeper);", "-- ALTER VIEW public.two OWNER TO \(keeper);"],
            "\(text)")
    }
}
