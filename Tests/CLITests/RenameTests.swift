import TestSupport
import Testing

/// `--rename`: whose data stays under another name.
@Suite struct RenameTests {
    /// A project whose database has what `old` makes; `want.sql` is how it shall be.
    private func project(_ engine: TestedEngine, _ old: String, _ new: String) throws -> any ProjectUnderTest {
        let project = try engine.migrated()
        _ = project.sql("DROP TABLE posts; DROP TABLE users; " + old)
        project.folder.write("want.sql", new + "\n")
        return project
    }

    private func change(_ project: any ProjectUnderTest, _ renames: String..., loses: Bool = false) throws {
        let options = renames.flatMap { ["--rename", $0] }
        let plan = MartletBinary.run(
            ["diff", "app", "want.sql", "--sql", "--plain"] + options, in: project.folder.path)
        try #require(plan.status == 0, "\(plan.everything)")
        #expect(plan.output.contains("deletes data") == loses, "\(plan.output)")
        _ = project.sql(plan.output)
        expectStatus(project.run("diff", "app", "want.sql", "--check"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func columnsTakeEachOthersNames(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1, 2);",
            "CREATE TABLE t (b int, a int); CREATE INDEX i ON t (b);")
        try change(project, "t.a=b", "t.b=a")
        #expect(project.sql("SELECT a, b FROM t") == "2|1")
    }

    @Test(arguments: TestedEngine.allCases) func tablesTakeEachOthersNames(_ engine: TestedEngine) throws {
        let project = try project(
            engine,
            "CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE b (id int PRIMARY KEY, y int REFERENCES a (id));"
                + " INSERT INTO a VALUES (1, 10); INSERT INTO b VALUES (2, 1);",
            "CREATE TABLE b (id int PRIMARY KEY, x int); CREATE TABLE a (id int PRIMARY KEY, z int REFERENCES b (id));")
        try change(project, "a=b", "b=a", "b.y=z")
        #expect(project.sql("SELECT a.id, z, x FROM a JOIN b ON z = b.id") == "2|1|10")
    }

    /// The old one goes first, with its rows, and what led to it leads to the new one.
    @Test(arguments: TestedEngine.allCases) func aTableTakesTheNameOfOneThatGoes(_ engine: TestedEngine) throws {
        let user = "CREATE TABLE c (b_id int REFERENCES b (id)); CREATE VIEW w AS SELECT x FROM b;"
        let project = try project(
            engine,
            "CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE b (id int PRIMARY KEY, x int, y int UNIQUE);"
                + " CREATE INDEX i ON b (y); CREATE TABLE c (b_id int REFERENCES b (id)); CREATE VIEW v AS SELECT y FROM b;"
                + " INSERT INTO a VALUES (1, 10); INSERT INTO b VALUES (1, 20, 30); INSERT INTO c VALUES (1);",
            "CREATE TABLE b (id int PRIMARY KEY, x int); CREATE INDEX i ON b (x); \(user)")
        let shown = project.run("diff", "app", "want.sql", "--rename", "a=b")
        for line in ["- table ", "~ table ", "- view ", "+ view "] { expect(shown.output, contains: line) }
        try change(project, "a=b", loses: true)
        #expect(project.sql("SELECT b_id, x FROM c JOIN b ON b_id = b.id") == "1|10")
    }

    @Test(arguments: TestedEngine.allCases) func aColumnTakesTheNameOfOneThatGoes(_ engine: TestedEngine) throws {
        let project = try project(
            engine,
            "CREATE TABLE t (id int PRIMARY KEY, a int, b int UNIQUE, CHECK (b > 0)); CREATE INDEX i ON t (b, a);"
                + " CREATE VIEW v AS SELECT b FROM t; INSERT INTO t VALUES (1, 10, 20);",
            "CREATE TABLE t (id int PRIMARY KEY, b int, CHECK (b > 5)); CREATE INDEX i ON t (b);")
        let shown = project.run("diff", "app", "want.sql", "--rename", "t.a=b")
        for line in ["    - column b", "    ~ column a → b"] { expect(shown.output, contains: line) }
        try change(project, "t.a=b", loses: true)
        #expect(project.sql("SELECT id, b FROM t") == "1|10")
    }

    /// Of three in a row each takes the name of the next, and the last one goes.
    @Test(arguments: TestedEngine.allCases) func namesMoveOn(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "CREATE TABLE t (a int, b int, c int); INSERT INTO t VALUES (1, 2, 3);",
            "CREATE TABLE t (b int, c int);")
        try change(project, "t.a=b", "t.b=c", loses: true)
        #expect(project.sql("SELECT b, c FROM t") == "1|2")
    }

    @Test(arguments: TestedEngine.allCases) func aViewGoesOnWithTheColumnsThatItNames(_ engine: TestedEngine) throws {
        let view = "CREATE VIEW v AS SELECT a, b FROM t;"
        let project = try project(
            engine, "CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 2); " + view,
            "CREATE TABLE t (b int, a int); " + view)
        try change(project, "t.a=b", "t.b=a")
        #expect(project.sql("SELECT a, b FROM v") == "2|1")
    }

    @Test(arguments: TestedEngine.allCases) func namesStandInQuotationMarks(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "CREATE TABLE \"a.b\" (\"c=d\" int); INSERT INTO \"a.b\" VALUES (7);",
            "CREATE TABLE \"a.b\" (\"e \"\"f\"\"\" int);")
        let guess = project.run("diff", "app", "want.sql", "--sql")
        expect(guess.output, contains: #""a.b"."c=d"="e ""f"""' keeps its values."#)
        try change(project, #""a.b"."c=d"="e ""f""""#)
        #expect(project.sql("SELECT * FROM \"a.b\"") == "7")
    }

    @Test func aSchemaStandsBeforeTheTable() throws {
        let project = try project(
            .postgres, "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE TABLE t (a int);",
            "CREATE SCHEMA s; CREATE TABLE s.t (b int); CREATE TABLE t (a int);")
        try change(project, "s.t.a=b")
    }

    @Test func aMigrationIsDraftedBothWays() throws {
        let project = try project(.postgres, "SELECT 1", "CREATE TABLE users (id integer PRIMARY KEY, name text);")
        project.folder.write("other/001_t.sql", "CREATE TABLE t (a int, b int);\n")
        project.folder.write("want.sql", "CREATE TABLE t (b int, a int);\n")
        let result = project.run(
            "new", "swap", "--from-diff", "want.sql", "--migrations", "other", "--rename", "t.a=b", "--rename", "t.b=a")
        expectStatus(result, 0)
        // The database has 002 from another folder.
        let text = project.folder.read("other/003_swap.sql") ?? ""
        #expect(text.ranges(of: "RENAME COLUMN").count == 8, "\(text)")
        #expect(!text.contains("DROP COLUMN"))
    }
}
