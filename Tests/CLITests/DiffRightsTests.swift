import TestSupport
import Testing

/// Rights on what a script of `diff` or a drafted migration makes again, and on what it makes for the first time.
@Suite struct DiffRightsTests {
    private static let secret = "CREATE FUNCTION secret() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
    private static let changed = secret.replacing("RETURNS int", with: "RETURNS text").replacing("1", with: "''x''")

    private static let rights = """
        SELECT concat_ws(' ', p.proname, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE x.grantee::regrole::text END)
        FROM pg_proc AS p, aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) AS x
        WHERE p.pronamespace = 'public'::regnamespace AND x.grantee <> p.proowner ORDER BY 1
        """

    @Test(arguments: [[], ["--plain"]]) func aScriptGivesWhatDefaultPrivilegesDoNot(_ options: [String]) throws {
        let project = try OwnedProject.migrated()
        let sql = [
            "GRANT ALL ON SCHEMA public TO PUBLIC", "SET ROLE \(project.role)", Self.secret,
            "REVOKE ALL ON FUNCTION secret FROM PUBLIC", "GRANT EXECUTE ON FUNCTION secret TO pg_monitor",
            "CREATE VIEW usual AS SELECT 1 AS a",
            "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO pg_signal_backend",
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO pg_signal_backend, PUBLIC",
        ]
        expectStatus(project.database.psql("DROP TABLE posts, users; " + sql.joined(separator: ";\n")), 0)
        project.folder.write("want.sql", Self.changed + ";\nCREATE VIEW usual AS SELECT ''::text AS a;\n")
        let plan = MartletBinary.run(["diff", "app", "want.sql", "--sql"] + options, in: project.folder.path)
        expectStatus(plan, 0)
        #expect(plan.error.isEmpty, "\(plan.error)")
        expectStatus(project.database.psql("SET ROLE \(project.role);\n" + plan.output), 0)
        #expect(project.database.text(Self.rights) == "secret pg_monitor")
        let others =
            "SELECT count(*) FROM pg_class, aclexplode(relacl) AS x WHERE relname = 'usual' AND x.grantee <> relowner"
        #expect(project.database.text(others) == "0")
    }

    @Test func aDraftSaysWhomANewFunctionActsFor() throws {
        let project = try ServerProject.migrated()
        let keeper = "keeper_of_\(project.database.name)"
        _ = project.sql(
            """
            CREATE ROLE \(keeper); \(Self.secret); ALTER FUNCTION secret() OWNER TO \(keeper);
            REVOKE ALL ON FUNCTION secret() FROM PUBLIC; GRANT EXECUTE ON FUNCTION secret() TO pg_monitor
            """)
        expectStatus(project.martlet("new", "secret", "--from-diff", "app"), 0)
        let text = project.folder.read("migrations/003_secret.sql") ?? ""
        expect(
            text,
            contains:
                "-- Makes the function public.secret(). It acts as its owner (SECURITY DEFINER), who is whoever runs this "
                + "statement, and everybody may call it. In the schema that this leads to it belongs to \(keeper), and "
                + "pg_monitor may call it.\n")
        #expect(!text.contains("GRANT"), "\(text)")
        _ = project.sql("DROP OWNED BY \(keeper); DROP ROLE \(keeper)")
    }

    @Test func aDraftSaysWhomAFunctionActsForThatItMakesAgain() throws {
        let project = try ServerProject(["migrations/001_secret.sql": Self.secret + ";\n"])
        project.folder.write("want.sql", Self.changed + ";\n")
        expectStatus(project.martlet("new", "other", "--from-diff", "want.sql"), 0)
        let text = project.folder.read("migrations/002_other.sql") ?? ""
        let note = "It acts as its owner (SECURITY DEFINER), who is whoever runs this statement."
        #expect(text.ranges(of: note).count == 2, "\(text)")
    }

    @Test func theHintOfATableThatMovedIsTakenAsItStands() throws {
        let project = try ServerProject()
        _ = project.sql("CREATE SCHEMA s2; CREATE TABLE a (id int); INSERT INTO a VALUES (7)")
        project.folder.write("want.sql", "CREATE SCHEMA s2; CREATE TABLE s2.b (id int);\n")
        let guess = project.martlet("diff", "app", "want.sql", "--sql")
        expect(guess.output, contains: "--rename public.a=s2.b keeps its rows")
        let plan = project.martlet("diff", "app", "want.sql", "--sql", "--rename", "public.a=s2.b")
        expectStatus(plan, 0)
        expectStatus(project.database.psql(plan.output), 0)
        #expect(project.sql("SELECT id FROM s2.b") == "7")
    }
}
