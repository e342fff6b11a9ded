import TestSupport
import Testing

/// `drift`: whether a live schema is what its history implies.
@Suite struct DriftTests {
    private static let byHand =
        "ALTER TABLE users ADD COLUMN nickname text; DROP INDEX posts_author;"
        + " CREATE TABLE tags (id integer PRIMARY KEY)"

    /// Made by `init` alone, the history is empty: that no table belongs there is not what it says.
    @Test(arguments: TestedEngine.allCases)
    func anEmptyHistoryBesideTablesImpliesNothing(_ engine: TestedEngine) throws {
        let project = try engine.project(["migrations/001_a.sql": "CREATE TABLE a (id int);\n"])
        _ = project.sql("CREATE TABLE a (id int)")
        expectStatus(project.run("init"), 0)
        let drift = project.run("drift", "--sql")
        expectStatus(drift, 4)
        expect(drift.error, contains: "error[unreplayable]")
        #expect(!drift.output.contains("DROP"))
        expectStatus(project.run("stamp", "001"), 0)
        expectStatus(project.run("drift"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func whatSomebodyChangedByHandIsNamed(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        let sound = project.run("drift")
        expectStatus(sound, 0)
        expect(sound.output, contains: "the schema is what the history implies")
        _ = project.sql(Self.byHand)
        let result = project.run("drift")
        expectStatus(result, 3)
        expect(result.output, contains: "+ table ")
        expect(result.output, contains: "tags")
        expect(result.output, contains: "+ column nickname")
        expect(result.output, contains: "- index posts_author")
        expect(result.output, contains: "the database has 1 more, has 2 otherwise")
    }

    @Test(arguments: TestedEngine.allCases) func theStatementsTakeItBack(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        _ = project.sql(Self.byHand)
        let result = project.run("drift", "--sql", "--plain")
        expectStatus(result, 3)
        expect(result.output, contains: "deletes data")
        _ = project.sql(result.output)
        expectStatus(project.run("drift"), 0)
        #expect(project.sql("SELECT count(*) FROM users") == "2")
    }

    @Test(arguments: TestedEngine.allCases) func aRenamedColumnGetsItsNameBackWithItsValues(_ engine: TestedEngine)
        throws
    {
        let project = try engine.migrated()
        _ = project.sql("ALTER TABLE users RENAME COLUMN name TO title")
        let result = project.run("drift", "--sql", "--plain", "--rename", "users.title=name")
        expectStatus(result, 3)
        _ = project.sql(result.output)
        expectStatus(project.run("drift"), 0)
        #expect(project.sql("SELECT name FROM users ORDER BY id") == "Ava\nBen")
        expectStatus(project.run("drift", "--rename", "users.title=name"), 2)
    }

    /// What became of the files says nothing of what was run.
    @Test(arguments: TestedEngine.allCases, ["deleted", "edited", "mistaken"])
    func theFilesAreNotNeeded(_ engine: TestedEngine, _ fate: String) throws {
        let project = try engine.migrated()
        switch fate {
        case "deleted": project.folder.remove("migrations")
        case "edited": project.folder.write("migrations/001_create_users.sql", "CREATE TABLE others (id integer);\n")
        default: project.folder.write("migrations/001_create_users.sql", "-- martlet: transaktion=none\nBEGIN;\n")
        }
        let sound = project.run("drift")
        expectStatus(sound, 0)
        _ = project.sql("ALTER TABLE users ADD COLUMN nickname text")
        expect(project.run("drift").output, contains: "+ column nickname")
    }

    @Test(arguments: TestedEngine.allCases) func pendingFilesAreOfNoInterest(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        project.folder.write("migrations/003_more.sql", "CREATE TABLE more (id integer);\n")
        expectStatus(project.run("drift"), 0)
        project.folder.write("migrations/000_early.sql", "CREATE TABLE early (id integer);\n")
        expectStatus(project.run("drift"), 0)
    }

    /// Each way in which something comes into a database without a drift of it.
    @Test(arguments: TestedEngine.allCases) func repeatablesPlaceholdersAndFilesWithoutATransactionCount(
        _ engine: TestedEngine
    ) throws {
        let project = try engine.project([
            "migrations/001_a.sql":
                "-- martlet: transaction=none\nCREATE TABLE ${name} (id integer);\nCREATE INDEX i ON t (id);\n",
            "migrations/003_c.sql": "CREATE TABLE c (id integer);\n",
            "migrations/R__view.sql": "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT id FROM ${name};\n",
        ])
        let settings = (project.folder.read("martlet.yaml") ?? "") + "    placeholders:\n      name: t\n"
        project.folder.write("martlet.yaml", settings)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/002_b.sql", "ALTER TABLE c ADD COLUMN late integer;\n")
        expectStatus(project.run("migrate", "--allow-out-of-order"), 0)
        expectStatus(project.run("drift"), 0)
        project.folder.remove("migrations")
        expectStatus(project.run("drift"), 0)
        _ = project.sql("DROP VIEW v")
        let result = project.run("drift")
        expectStatus(result, 3)
        expect(result.output, contains: "- view ")
    }

    @Test(arguments: TestedEngine.allCases) func aHalfRunFileCountsAsFarAsItIsDone(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        project.folder.write(
            "migrations/003_big.sql",
            "-- martlet: transaction=none\nCREATE TABLE big (id integer);\nCREATE TABLE big2 (id integer);\nSELEC 1;\n")
        expectStatus(project.run("migrate"), 1)
        let result = project.run("drift")
        expectStatus(result, 0)
        expect(
            result.error,
            contains: "warning[unreplayable]: 003 is half-run: statements 1 to 2 count as done, of 3")
        _ = project.sql("DROP TABLE big2")
        expect(project.run("drift").output, contains: "- table ")
    }

    @Test(arguments: TestedEngine.allCases) func aFailedTryLeavesNothing(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        project.folder.write("migrations/003_big.sql", "CREATE TABLE big (id integer);\nSELEC 1;\n")
        expectStatus(project.run("migrate"), 1)
        expectStatus(project.run("drift"), 0)
    }

    /// A text of more than 1 MiB is not kept: its file speaks for it, as long as it is what was run.
    @Test(arguments: TestedEngine.allCases) func aLongFileIsNeeded(_ engine: TestedEngine) throws {
        let long = "CREATE TABLE long (id integer);\n-- " + String(repeating: "x", count: 1 << 20) + "\n"
        let project = try engine.project(["migrations/001_long.sql": long])
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("drift"), 0)
        project.folder.write("migrations/001_long.sql", "CREATE TABLE long (id integer, x integer);\n")
        let edited = project.run("drift")
        expectStatus(edited, 4)
        expect(edited.error, contains: "error[unreplayable]: the history of app does not tell what made its schema")
        expect(edited.error, contains: "its file is another one by now")
        expect(edited.error, contains: "martlet diff SNAPSHOT app")
        project.folder.remove("migrations/001_long.sql")
        expect(project.run("drift").error, contains: "there is no file of it")
        // The rest of the check stands.
        project.folder.write("migrations/001_long.sql", long)
        expectStatus(project.run("check"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func whatFailsNowIsNamed(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        // The history of a database in which somebody had made something by hand before.
        _ = project.sql("CREATE TABLE made_by_hand (id integer)")
        project.folder.write("migrations/003_more.sql", "ALTER TABLE made_by_hand ADD COLUMN more integer;\n")
        expectStatus(project.run("migrate"), 0)
        let result = project.run("drift")
        expectStatus(result, 4)
        expect(result.error, contains: "error[unreplayable]: 003 fails when the history is run again")
        let check = project.run("check")
        expectStatus(check, 0)
        expect(check.error, contains: "warning[unreplayable]: drift was not looked for: 003 fails")
    }

    @Test(arguments: TestedEngine.allCases) func aDatabaseWithoutAHistoryImpliesNothing(_ engine: TestedEngine) throws {
        let project = try engine.project([:])
        _ = project.sql("CREATE TABLE t (id integer)")
        let result = project.run("drift")
        expectStatus(result, 4)
        expect(result.error, contains: "app has no history")
    }

    @Test(arguments: TestedEngine.allCases) func theDocumentNamesEveryChange(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        _ = project.sql("CREATE TABLE tags (id integer PRIMARY KEY)")
        let result = project.run("drift", "--sql", "--json")
        expectStatus(result, 3)
        expectStatus(try JSONSchema.outcome.validate(["drift.json": result.output]), 0)
        expect(result.output, contains: "\"has_drifted\": true")
        expect(result.output, contains: "\"evidence\": \"replay\"")
        expect(result.output, contains: "DROP TABLE")
    }

    @Test(arguments: TestedEngine.allCases) func checkLooksForItUnlessItIsToldNotTo(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        let sound = project.run("check")
        expectStatus(sound, 0)
        expect(sound.output, contains: "✓ the schema is what the history implies")
        _ = project.sql("CREATE TABLE tags (id integer PRIMARY KEY)")
        let result = project.run("check")
        expectStatus(result, 3)
        expect(result.output, contains: "! the schema is not what the history implies: the database has 1 more")
        let without = project.run("check", "--no-drift")
        expectStatus(without, 0)
        #expect(!without.output.contains("tags"))
    }

    @Test func withoutAScratchDatabaseTheRestOfTheCheckStands() throws {
        let project = try OwnedProject.migrated(rights: "NOCREATEDB")
        let check = project.martlet("check")
        expectStatus(check, 0)
        expect(check.error, contains: "warning[access-denied]: drift was not looked for: ")
        expect(check.error, contains: "CREATEDB")
        let drift = project.martlet("drift")
        expectStatus(drift, 1)
        expect(drift.error, contains: "error[access-denied]")
    }

    /// Rights are of the server's roles, which a scratch database shares, but not with what is given by default.
    @Test func rightsAreToldAndLeftAlone() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("GRANT SELECT ON users TO PUBLIC")
        let result = project.martlet("drift")
        expectStatus(result, 0)
        expect(result.output, contains: "but for the order of columns or rights")
        expect(result.output, contains: "users")
    }

    @Test(arguments: TestedEngine.allCases) func nothingIsLeftBehindAndNothingChanged(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        let rows = project.sql("SELECT count(*) FROM martlet_log")
        expectStatus(project.run("drift"), 0)
        #expect(project.sql("SELECT count(*) FROM martlet_log") == rows)
        guard engine == .postgres else { return }
        let owned = try OwnedProject.migrated()
        expectStatus(owned.martlet("drift"), 0)
        #expect(owned.leftovers == "")
    }
}
