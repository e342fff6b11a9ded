import TestSupport
import Testing

/// What `verify` and `plan --rehearse` may touch: nothing but databases that they throw away.
@Suite struct ScratchReachTests {
    /// A table, and a second migration.
    private static func files(_ second: String, back: String = "SELECT 1;", _ directive: String = "") -> [String:
        String]
    {
        [
            "migrations/001_first.sql": "-- martlet:up\nCREATE TABLE t (a int);\n-- martlet:down\nDROP TABLE t;\n",
            "migrations/002_second.sql": "\(directive)-- martlet:up\n\(second)\n-- martlet:down\n\(back)\n",
        ]
    }

    /// A database, a role and the comment of a database, which somebody needs.
    private struct Valuables {
        let name: String
        let project: ServerProject

        init(_ name: String, _ project: ServerProject) {
            (self.name, self.project) = (name, project)
            _ = project.sql("CREATE DATABASE \(name)")
            _ = project.sql("CREATE ROLE \(name)")
        }

        /// The database, the role, and what was written about either.
        var state: String {
            project.sql(
                """
                SELECT (SELECT count(*) FROM pg_database WHERE datname = '\(name)'),
                  (SELECT count(*) FROM pg_roles WHERE rolname LIKE '\(name)%'),
                  (SELECT count(*) FROM pg_shdescription AS s JOIN pg_database AS d ON d.oid = s.objoid
                    WHERE datname IN ('\(name)', current_database())),
                  (SELECT count(*) FROM pg_db_role_setting AS s JOIN pg_roles AS r ON r.oid = s.setrole
                    WHERE rolname = '\(name)')
                """)
        }

        /// What acts on them, each statement outside of a transaction.
        var attack: String {
            """
            DROP DATABASE IF EXISTS \(name);
            CREATE ROLE \(name)_new;
            COMMENT ON DATABASE \(name) IS 'gone';
            ALTER ROLE \(name) SET work_mem = '5MB';
            DO $$ BEGIN ALTER ROLE \(name) SET work_mem = '6MB'; END $$;
            """
        }

        static let untouched = "1|1|0|0"
    }

    // MARK: Server

    @Test func aRehearsalLeavesTheServerAsItIs() throws {
        let project = try ServerProject.migrated([
            "migrations/001_first.sql": Self.files("")["migrations/001_first.sql"] ?? ""
        ])
        let valuables = Valuables("valued_in_rehearsal", project)
        project.folder.write("migrations/002_second.sql", "-- martlet: transaction=none\n" + valuables.attack + "\n")
        project.folder.write("migrations/R__r.sql", "ALTER ROLE \(valuables.name) SET work_mem = '7MB';\n")
        let result = project.martlet("plan", "--rehearse")
        expectStatus(result, 0)
        expect(result.error, contains: "6 statements were left out, as they act beyond their database")
        expect(result.error, contains: "migrations/002_second.sql:2:1")
        #expect(valuables.state == Valuables.untouched)
    }

    @Test func aTrialLeavesTheServerAsItIs() throws {
        let project = try ServerProject([:])
        let valuables = Valuables("valued_in_trial", project)
        for (name, text) in Self.files(valuables.attack, back: valuables.attack, "-- martlet: transaction=none\n") {
            project.folder.write(name, text)
        }
        project.folder.write(
            "seeds/001_seed.sql", "ALTER ROLE \(valuables.name) SET work_mem = '7MB';\nINSERT INTO t VALUES (1);\n")
        let result = project.martlet("verify")
        expectStatus(result, 0)
        expect(result.error, contains: "11 statements were left out")
        #expect(valuables.state == Valuables.untouched)
    }

    @Test func whatAFunctionDoesIsRefusedByTheServer() throws {
        let function = """
            CREATE FUNCTION f(text) RETURNS void LANGUAGE plpgsql AS $f$ BEGIN EXECUTE $1; END $f$;
            SELECT f(concat('CREATE ', 'ROLE made_by_a_function'));
            """
        let project = try ServerProject(Self.files(function, back: "DROP FUNCTION f(text);"))
        for arguments in [["verify"], ["plan", "--rehearse"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expect(result.everything, contains: "it writes into pg_authid")
            #expect(result.status != 0)
            #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'made_by_a_function'") == "0")
        }
        // What is for real may do so; what looks for drift may not do it again.
        expectStatus(project.martlet("migrate"), 0)
        _ = project.sql("DROP ROLE made_by_a_function")
        let drift = project.martlet("drift")
        expect(drift.everything, contains: "it writes into pg_authid")
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'made_by_a_function'") == "0")
        expectStatus(project.martlet("rollback", "--yes"), 0)
    }

    @Test func rolesThatWereLeftOutAreMissedByNobody() throws {
        let project = try ServerProject(
            Self.files(
                "CREATE ROLE nowhere_but_here;\nGRANT SELECT ON t TO nowhere_but_here;\nALTER TABLE t ADD b int;",
                back: """
                    ALTER TABLE t DROP b;
                    REVOKE SELECT ON t FROM nowhere_but_here;
                    DROP ROLE nowhere_but_here;
                    DROP TABLE missing;
                    """))
        let result = project.martlet("verify")
        expectStatus(result, 3)
        expect(result.error, contains: "the server has no role nowhere_but_here")
        // The statement's place is that of the file.
        expect(result.error, contains: "migrations/002_second.sql:9:")
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'nowhere_but_here'") == "0")
    }

    // MARK: SQLite

    @Test(arguments: ["forward", "back", "seed"]) func anotherFileIsLeftAlone(_ place: String) {
        let other = ScratchProject.migrated()
        let attack = "ATTACH '\(other.database)' AS other;\nDROP TABLE other.posts;\n"
        var files = Self.files(
            place == "forward" ? attack : "SELECT 1;", back: place == "back" ? attack : "SELECT 1;",
            "-- martlet: transaction=none\n")
        if place == "seed" { files["seeds/001_seed.sql"] = attack }
        let project = ScratchProject(files)
        let verify = project.martlet("verify")
        #expect(verify.status != 0)
        expect(verify.error, contains: "beyond it")
        if place == "forward" {
            let rehearsal = project.martlet("plan", "--rehearse")
            #expect(rehearsal.status != 0)
            expect(rehearsal.error, contains: "beyond it")
        }
        #expect(other.sql("SELECT count(*) FROM posts") != "")
    }

    @Test func noCopyIsWritten() {
        let folder = ScratchFolder()
        let project = ScratchProject(
            Self.files("VACUUM INTO '\(folder.path("copy.db"))';", back: "SELECT 1;", "-- martlet: transaction=none\n"))
        for arguments in [["verify"], ["plan", "--rehearse"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 0)
            expect(result.error, contains: "a statement was left out, as it acts beyond its database")
            #expect(folder.read("copy.db") == nil)
        }
    }
}
