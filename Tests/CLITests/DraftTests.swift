import TestSupport
import Testing

/// `new --from-diff` where one change takes several migrations: statements of PostgreSQL that want no transaction.
@Suite struct DraftTests {
    private static let wanted =
        "ALTER TABLE users RENAME COLUMN name TO title; ALTER TABLE users ADD COLUMN age int;"
        + " CREATE INDEX by_title ON users (title); ALTER TABLE users ALTER COLUMN age SET DEFAULT 1;"
        + " ALTER TABLE users ADD CONSTRAINT whole CHECK (age > 0)"
    private static let rename = ["--rename", "users.name=title"]

    private func draft(_ project: ServerProject, _ arguments: [String] = []) -> ProgramResult {
        MartletBinary.run(["new", "more", "--from-diff", "app"] + arguments, in: project.folder.path)
    }

    /// Drafts what leads to the wanted schema.
    private func draftWanted(_ project: ServerProject, _ arguments: String...) -> ProgramResult {
        _ = project.sql(Self.wanted)
        return draft(project, arguments + Self.rename)
    }

    private func drafted(_ project: ServerProject) -> [String] {
        project.folder.names(in: "migrations").filter { $0.contains("more") }.sorted()
    }

    private func copyDrafts(of project: ServerProject, to other: ServerProject) {
        for name in drafted(project) {
            other.folder.write("migrations/" + name, project.folder.read("migrations/" + name) ?? "")
        }
    }

    @Test func whatWantsNoTransactionIsAMigrationOfItsOwn() throws {
        let project = try ServerProject.migrated()
        let result = draftWanted(project, "--json")
        expectStatus(result, 0)
        let names = drafted(project)
        try #require(names == ["003_more_1.sql", "004_more_2_online.sql"])
        for name in names { expect(result.output, contains: "\"migrations/\(name)\"") }
        expect(result.output, contains: "2 migrations, in this order")
        expectStatus(try JSONSchema.outcome.validate(["a.json": result.output]), 0)
        let texts = names.map { project.folder.read("migrations/" + $0) ?? "" }
        expect(texts[0], contains: "-- Description: More, 1 of 2")
        expect(texts[0], contains: "RENAME COLUMN name TO title")
        #expect(!texts[0].contains("transaction=none"))
        expect(texts[1], contains: "-- martlet: transaction=none\n-- Each statement runs by itself")
        expect(texts[1], contains: "\nCREATE INDEX CONCURRENTLY by_title")
        expect(texts[1], contains: "\n-- DROP INDEX CONCURRENTLY")
    }

    /// The schema between them has a condition that is not validated yet, and partitions that have it too.
    @Test func boundsChangeTogetherWithWhatMayNotBeNull() throws {
        let parts =
            "CREATE TABLE parts (a int, b text) PARTITION BY RANGE (a);\n"
            + "CREATE TABLE few PARTITION OF parts FOR VALUES FROM (1) TO (10);\n"
        func made() throws -> ServerProject {
            let project = try ServerProject.migrated()
            project.folder.write("migrations/003_parts.sql", parts)
            expectStatus(project.run("migrate"), 0)
            return project
        }
        let (changed, other) = (try made(), try made())
        _ = changed.sql(
            "ALTER TABLE parts DETACH PARTITION few; ALTER TABLE parts ALTER COLUMN b SET NOT NULL;"
                + " ALTER TABLE few ALTER COLUMN b SET NOT NULL;"
                + " ALTER TABLE parts ATTACH PARTITION few FOR VALUES FROM (1) TO (20)")
        expectStatus(draft(changed), 0)
        copyDrafts(of: changed, to: other)
        _ = other.sql("INSERT INTO parts VALUES (9, 'x')")
        expectStatus(other.run("migrate"), 0)
        expectStatus(other.run("rollback", "004", "--yes"), 0)
        expectStatus(other.run("migrate"), 0)
        expectStatus(MartletBinary.run(["diff", "migrations", "app", "--check"], in: other.folder.path), 0)
        #expect(other.sql("SELECT b FROM parts") == "x")
    }

    /// Each way back leads to what the migration found, so that one can be undone and done again.
    @Test(arguments: [["--sections"], ["--down"], []])
    func eachOfThemCanBeUndoneAndDoneAgain(_ form: [String]) throws {
        let changed = try ServerProject.migrated()
        _ = changed.sql(
            "CREATE INDEX old_index ON posts (title); CREATE UNIQUE INDEX once ON users (name)")
        changed.folder.write(
            "want.sql",
            """
            CREATE TABLE users (id integer PRIMARY KEY, title text NOT NULL UNIQUE, age int NOT NULL);
            CREATE TABLE posts (id integer PRIMARY KEY, title text, owner int REFERENCES users (id));
            CREATE INDEX by_owner ON posts (owner);

            """)
        let result = MartletBinary.run(
            ["new", "more", "--from-diff", "want.sql"] + Self.rename + form, in: changed.folder.path)
        expectStatus(result, 0)
        let count = drafted(changed).count { !$0.hasSuffix(".down.sql") }
        #expect(count > 3)
        let other = try ServerProject.migrated()
        copyDrafts(of: changed, to: other)
        _ = other.sql("DELETE FROM posts; DELETE FROM users")
        expectStatus(other.run("migrate"), 0)
        other.folder.write("want.sql", changed.folder.read("want.sql") ?? "")
        expectStatus(other.run("diff", "app", "want.sql", "--check"), 0)
        for number in 0..<count {
            expectStatus(other.martlet("rollback", "--steps", "\(number + 1)", "--yes"), 0)
            expectStatus(other.run("migrate"), 0)
        }
        for _ in 0..<count { expectStatus(other.run("rollback", "--yes"), 0) }
        expectStatus(other.run("migrate", "--to", "002"), 0)
        for name in drafted(changed) { other.folder.remove("migrations/" + name) }
        expectStatus(other.run("diff", "app", "migrations", "--check"), 0)
    }

    /// What is added comes first together, whatever the table, and is checked together.
    @Test func aChangeHasAsFewMigrationsAsItsStatementsAllow() throws {
        let files = [
            "migrations/001_t.sql": """
            CREATE TABLE t (id int PRIMARY KEY, a int, b int);
            CREATE TABLE u (id int PRIMARY KEY, c int);
            INSERT INTO t VALUES (1, 2, 3);
            -- ROLLBACK:
            -- DROP TABLE u; DROP TABLE t;

            """
        ]
        let project = try ServerProject.migrated(files)
        _ = project.sql(
            """
            ALTER TABLE t ALTER a SET NOT NULL, ALTER b SET NOT NULL;
            ALTER TABLE u ALTER c SET NOT NULL, ADD COLUMN d int REFERENCES t (id);
            CREATE INDEX by_b ON t (b); CREATE INDEX by_c ON u (c, d);
            """)
        expectStatus(draft(project), 0)
        #expect(drafted(project) == ["002_more_1.sql", "003_more_2_online.sql", "004_more_3.sql"])
        let other = try ServerProject.migrated(files)
        copyDrafts(of: project, to: other)
        expectStatus(other.martlet("migrate"), 0)
        for _ in drafted(project) { expectStatus(other.martlet("rollback", "--yes"), 0) }
        expectStatus(other.martlet("migrate"), 0)
        expectStatus(other.martlet("diff", project.database.url, "app", "--check"), 0)
        #expect(other.sql("SELECT a, b FROM t") == "2|3")
    }

    @Test func whatTheDatabaseHasAlreadyIsRecorded() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("ALTER TABLE users ADD COLUMN age int; CREATE INDEX by_age ON posts (id)")
        let result = draft(project)
        expect(result.error, contains: "→ read the statements, then, as the database has all of it: martlet stamp 004")
        expect(
            project.martlet("migrate").error,
            contains: "martlet stamp 003; if it has what follows too: martlet stamp 004")
        expectStatus(project.martlet("stamp", "004"), 0)
        expectStatus(project.martlet("check"), 0)
        project.folder.write("want.sql", "CREATE TABLE users (id int)")
        let other = project.martlet("new", "fewer", "--from-diff", "want.sql", "--plain")
        expect(other.error, contains: "→ read the statements, then: martlet plan")
    }

    @Test func plainStatementsAreOneMigration() throws {
        let project = try ServerProject.migrated()
        expectStatus(draftWanted(project, "--plain"), 0)
        #expect(drafted(project) == ["003_more.sql"])
        let text = project.folder.read("migrations/003_more.sql") ?? ""
        #expect(!text.contains("transaction=none"))
        expect(text, contains: "CREATE INDEX by_title")
    }

    @Test func oneStatementThatWantsNoTransactionIsOneMigration() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("CREATE INDEX by_name ON users (name)")
        expectStatus(draft(project), 0)
        #expect(drafted(project) == ["003_more.sql"])
        expect(
            project.folder.read("migrations/003_more.sql") ?? "",
            contains: "-- martlet: transaction=none\n-- Each statement runs by itself")
    }

    /// The way back would validate a condition in a statement that is best outside of a transaction.
    @Test func theWayBackOfATransactionIsOne() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("ALTER TABLE users ALTER COLUMN name DROP NOT NULL; ALTER TABLE posts ADD COLUMN c int")
        expectStatus(draft(project), 0)
        let text = project.folder.read("migrations/003_more.sql") ?? ""
        expect(text, contains: "-- ALTER TABLE public.users ALTER COLUMN name SET NOT NULL;")
        #expect(!text.contains("transaction=none") && !text.contains("VALIDATE"))
    }

    @Test func aValueIsCommittedByItselfBeforeItIsUsed() throws {
        let project = try ServerProject.migrated()
        project.folder.write("migrations/003_mood.sql", "CREATE TYPE mood AS ENUM ('sad');\n")
        project.folder.write("migrations/004_t.sql", "CREATE TABLE t (m mood);\n")
        expectStatus(project.run("migrate"), 0)
        _ = project.sql("ALTER TYPE mood ADD VALUE 'glad'")
        _ = project.sql("ALTER TABLE t ALTER COLUMN m SET DEFAULT 'glad'")
        expectStatus(draft(project, ["--plain"]), 0)
        #expect(drafted(project) == ["005_more_1_values.sql", "006_more_2.sql"])
    }

    @Test func revisionsAreBuiltOnOneAnother() throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "graph/aaaaaaaaaaaa_users.sql",
            "-- Revision: aaaaaaaaaaaa\n-- Description: Users\n\nCREATE TABLE users (id int);\n")
        project.folder.write("want.sql", "CREATE TABLE users (id int, a int); CREATE INDEX i ON users (a);\n")
        let result = project.martlet("new", "more", "--from-diff", "want.sql", "--migrations", "graph")
        expectStatus(result, 0)
        let names = project.folder.names(in: "graph").filter { $0.contains("more") }
        try #require(names.count == 2)
        let first = try #require(names.first { $0.hasSuffix("_more_1.sql") })
        let second = try #require(names.first { $0.hasSuffix("_more_2_online.sql") })
        expect(project.folder.read("graph/" + first) ?? "", contains: "-- Parent: aaaaaaaaaaaa\n")
        expect(project.folder.read("graph/" + second) ?? "", contains: "-- Parent: \(first.prefix(12))\n")
    }

    @Test func aTrialNamesThemAll() throws {
        let project = try ServerProject.migrated()
        let result = draftWanted(project, "--dry-run")
        expectStatus(result, 0)
        expect(result.output, contains: "would write migrations/003_more_1.sql")
        expect(result.output, contains: "would write migrations/004_more_2_online.sql")
        #expect(drafted(project).isEmpty)
    }

    /// A swap shows in no schema: only the migration that makes it takes it back.
    @Test(arguments: [["--rename", "t.a=b", "--rename", "t.b=a"], ["--rename", "t=u", "--rename", "u=t"]])
    func aSwapIsTakenBackOnce(_ renames: [String]) throws {
        let project = try ServerProject([
            "migrations/001_t.sql": """
            CREATE TABLE t (id int PRIMARY KEY, a text, b text);
            CREATE TABLE u (id int PRIMARY KEY, a text, b text);
            INSERT INTO t VALUES (1, 'A', 'B');
            """,
            "want.sql": """
            CREATE TABLE t (id int PRIMARY KEY, a text, b text);
            CREATE TABLE u (id int PRIMARY KEY, a text, b text);
            CREATE INDEX by_a ON t (id, a);
            """,
        ])
        expectStatus(project.martlet("migrate"), 0)
        let result = MartletBinary.run(["new", "more", "--from-diff", "want.sql"] + renames, in: project.folder.path)
        expectStatus(result, 0)
        #expect(drafted(project).count > 1)
        expectStatus(project.martlet("migrate"), 0)
        let rows = "SELECT 't', a, b FROM t UNION ALL SELECT 'u', a, b FROM u"
        let swapped = project.sql(rows)
        #expect(swapped == (renames[1] == "t=u" ? "u|A|B" : "t|B|A"))
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql(rows) == swapped)
        expectStatus(project.martlet("rollback", "--to", "001", "--yes"), 0)
        #expect(project.sql(rows) == "t|A|B")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql(rows) == swapped)
    }

    @Test(
        "A way back takes away what has the old name by then, and keeps the rows", arguments: TestedEngine.allCases,
        [
            ("CREATE TABLE t (id int PRIMARY KEY, full_name text, name int);", "t.name=full_name"),
            ("CREATE TABLE t_old (id int PRIMARY KEY, name text); CREATE TABLE t (other int);", "t=t_old"),
        ])
    func anOldNameThatIsTaken(_ engine: TestedEngine, _ change: (want: String, rename: String)) throws {
        let project = try engine.project([
            "migrations/001_t.sql":
                "CREATE TABLE t (id int PRIMARY KEY, name text);\nINSERT INTO t VALUES (1, 'Ada');\n",
            "want.sql": change.want + "\n",
        ])
        expectStatus(project.run("migrate"), 0)
        expectStatus(draft(project, engine, change.rename), 0)
        let text = project.folder.read("migrations/002_more.sql") ?? ""
        let parts = text.split(separator: "-- ROLLBACK:")
        #expect(parts.count == 2 && !parts[0].contains("deletes data") && parts[1].contains("deletes data"), "\(text)")
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("rollback", "--yes"), 0)
        #expect(project.sql("SELECT id, name FROM t") == "1|Ada")
        expectStatus(project.run("migrate"), 0)
    }

    private func draft(_ project: any ProjectUnderTest, _ engine: TestedEngine, _ rename: String) -> ProgramResult {
        let source = (engine == .postgres ? "postgres:" : "sqlite:") + "want.sql"
        return project.run("new", "more", "--from-diff", source, "--rename", rename)
    }

    @Test func aWayBackThatCannotGiveANameBackIsNotWritten() throws {
        let view = "CREATE VIEW v AS SELECT name FROM t;\n"
        let project = try TestedEngine.postgres.project([
            "migrations/001_t.sql": "CREATE TABLE t (id int PRIMARY KEY, name text);\n" + view,
            "want.sql": "CREATE TABLE t (id int PRIMARY KEY, full_name text, name int);\n" + view,
        ])
        expectStatus(project.run("migrate"), 0)
        let result = draft(project, .postgres, "t.name=full_name")
        expectStatus(result, 2)
        expect(result.error, contains: "error[unsupported]: the way back cannot call the column full_name of public.t")
        #expect(project.folder.names(in: "migrations") == ["001_t.sql"])
    }
}
