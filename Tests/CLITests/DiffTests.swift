import TestSupport
import Testing

/// `diff`: what is different between two schemas, wherever they are, and the way from one to the other.
@Suite struct DiffTests {
    @Test(arguments: TestedEngine.allCases) func whatSomebodyChangedByHandIsFound(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        let same = project.run("diff", "migrations", "app", "--check")
        expectStatus(same, 0)
        expect(same.output, contains: "migrations and app have the same schema")
        _ = project.sql("ALTER TABLE users ADD COLUMN nickname text; CREATE TABLE tags (id integer PRIMARY KEY)")
        let result = project.run("diff", "migrations", "app")
        expectStatus(result, 0)
        expect(result.output, contains: "+ table ")
        expect(result.output, contains: "+ column nickname")
        expectStatus(project.run("diff", "migrations", "app", "--check"), 3)
    }

    @Test(arguments: TestedEngine.allCases) func theStatementsLeadThere(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        _ = project.sql(
            "ALTER TABLE users ADD COLUMN nickname text; CREATE INDEX by_name ON users (name);"
                + " DROP TABLE posts; CREATE VIEW names AS SELECT name FROM users")
        expectStatus(project.run("dump", "--output", "schema.sql"), 0)
        let other = try engine.migrated()
        other.folder.write("schema.sql", project.folder.read("schema.sql") ?? "")
        let result = other.run("diff", "app", "schema.sql", "--sql", "--plain")
        expectStatus(result, 0)
        expect(result.output, contains: "DROP TABLE")
        expect(result.output, contains: "deletes data")
        _ = other.sql(result.output)
        expectStatus(other.run("diff", "app", "schema.sql", "--check"), 0)
        #expect(other.sql("SELECT count(*) FROM users") == "2")
    }

    @Test(arguments: TestedEngine.allCases) func whereAnotherToolKeepsItsHistoryIsNoSchema(_ engine: TestedEngine)
        throws
    {
        let project = try engine.migrated()
        _ = project.sql(
            "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); "
                + "INSERT INTO schema_migrations VALUES ('1'); CREATE TABLE _sqlx_migrations (version int)")
        let result = project.run("diff", "app", "migrations", "--sql")
        expectStatus(result, 0)
        expect(
            result.error,
            contains: "left out, as another tool keeps its history there: schema_migrations of dbmate\n")
        expect(result.output, contains: "_sqlx_migrations;")
        #expect(!result.output.contains("schema_migrations"))
        let drafted = project.run("new", "more", "--from-diff", "app")
        expectStatus(drafted, 0)
        #expect(project.folder.read("migrations/003_more.sql")?.contains("schema_migrations") == false)
    }

    @Test(arguments: TestedEngine.allCases) func onlyAHintSaysThatAColumnHasAnotherName(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        _ = project.sql("ALTER TABLE users RENAME COLUMN name TO title")
        let guess = project.run("diff", "migrations", "app")
        expect(guess.output, contains: "may be title now")
        let without = project.run("diff", "migrations", "app", "--sql")
        expect(without.output, contains: "users.name=title keeps its values.")
        expect(without.output, contains: "deletes data")
        let with = project.run("diff", "migrations", "app", "--sql", "--rename", "users.name=title")
        expectStatus(with, 0)
        expect(with.output, contains: "RENAME COLUMN")
        #expect(!with.output.contains("deletes data"))
        let wrong = project.run("diff", "migrations", "app", "--rename", "users.nome=title")
        expectStatus(wrong, 2)
    }

    @Test func filesAndBackupsAreSchemasToo() throws {
        let project = ScratchProject.migrated()
        expectStatus(project.martlet("backup", "--output", "copy.db"), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        for schema in ["copy.db", "copy.db.manifest.json", "schema.sql", "sqlite:app.db", "migrations"] {
            let result = project.martlet("diff", schema, "app", "--check")
            expectStatus(result, 0)
        }
        let nothing = project.martlet("diff", "ap", "app")
        expectStatus(nothing, 2)
        expect(nothing.error, contains: "did you mean app?")
    }

    @Test func noProjectIsNeeded() throws {
        let folder = ScratchFolder()
        for (name, sql) in [("a.db", "CREATE TABLE t (a)"), ("b.db", "CREATE TABLE t (a, b)")] {
            expectStatus(SQLiteClient.load(folder.path(name), sql + ";"), 0)
        }
        folder.write("c.sql", "BEGIN;\nCREATE TABLE t (a, b);\nCOMMIT;\n")
        let result = MartletBinary.run(["diff", "a.db", "b.db", "--sql"], in: folder.path)
        expectStatus(result, 0)
        expect(result.output, contains: "ADD COLUMN b")
        expectStatus(MartletBinary.run(["diff", "b.db", "c.sql", "--check"], in: folder.path), 0)
    }

    /// Virtual tables stand in a dump as rows of SQLite's own table of objects.
    @Test(arguments: [
        "fts5(title, body)", "fts5(title, content = '', tokenize = 'porter')", "fts4(title, body)",
        "rtree(id, low, high)",
    ]) func aDumpOfVirtualTablesIsTheSameSchema(_ module: String) throws {
        let folder = ScratchFolder()
        let schema =
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t DEFAULT VALUES;"
            + "CREATE VIRTUAL TABLE v USING \(module);"
        expectStatus(SQLiteClient.load(folder.path("a.db"), schema), 0)
        folder.write("dump.sql", SQLiteClient.query(folder.path("a.db"), ".dump"))
        expect(folder.read("dump.sql") ?? "", contains: "INSERT INTO sqlite_schema")
        let result = MartletBinary.run(["diff", "a.db", "dump.sql", "--check"], in: folder.path)
        expectStatus(result, 0)
        #expect(!result.output.contains("!"), "\(result.everything)")
        expect(
            MartletBinary.run(["diff", "dump.sql", "a.db", "--sql"], in: folder.path).output,
            contains: "-- dump.sql and a.db have the same schema")
    }

    @Test func aVirtualTableWithoutItsModuleLeavesThePlanUntried() throws {
        let folder = ScratchFolder()
        let gone =
            "CREATE VIRTUAL TABLE v USING fts5(a); PRAGMA writable_schema = ON;"
            + "UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE v USING gone(a)' WHERE name = 'v';"
        expectStatus(SQLiteClient.load(folder.path("a.db"), "CREATE TABLE t (a INT);" + gone), 0)
        expectStatus(SQLiteClient.load(folder.path("b.db"), "CREATE TABLE t (a INT, b INT);" + gone), 0)
        let result = MartletBinary.run(["diff", "a.db", "b.db", "--sql"], in: folder.path)
        expectStatus(result, 0)
        expect(result.output, contains: "-- Not compared: columns of a virtual table v: no such module: gone\n")
        expect(result.output, contains: "ADD COLUMN b")
        expect(result.error, contains: "warning[plan-unproved]: the statements were not tried")
    }

    @Test(arguments: TestedEngine.allCases) func aMigrationIsDraftedFromWhatWasChanged(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        _ = project.sql("ALTER TABLE users ADD COLUMN nickname text")
        let result = project.run("new", "add nickname", "--from-diff", "app")
        expectStatus(result, 0)
        let file = project.folder.read("migrations/003_add_nickname.sql") ?? ""
        expect(file, contains: "ADD COLUMN nickname")
        expect(file, contains: "-- ROLLBACK:")
        expect(file, contains: "DROP COLUMN nickname")
        expectStatus(project.run("diff", "migrations", "app", "--check"), 0)
        // It is there already in this database; in any other it is applied, and undone.
        expectStatus(project.run("stamp", "003"), 0)
        expectStatus(project.run("rollback", "--yes"), 0)
        expectStatus(project.run("migrate"), 0)
        let again = project.run("new", "nothing", "--from-diff", "app")
        expectStatus(again, 3)
    }

    @Test(arguments: TestedEngine.allCases) func theDifferenceIsDataToo(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        _ = project.sql("ALTER TABLE users ADD COLUMN nickname text")
        let plain = project.run("diff", "migrations", "app", "--json")
        let planned = project.run("diff", "migrations", "app", "--sql", "--json")
        expect(plain.output, contains: "\"name\": \"nickname\"")
        expect(planned.output, contains: "\"proved\": true")
        expectStatus(try JSONSchema.outcome.validate(["a.json": plain.output, "b.json": planned.output]), 0)
    }

    @Test func twoEnginesAreComparedByWhatTheyMean() throws {
        let project = try TestedEngine.postgres.migrated()
        let same = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
        let posts =
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES users (id));"
            + "CREATE INDEX posts_author ON posts (author);"
        expectStatus(SQLiteClient.load(project.folder.path("a.db"), same + posts), 0)
        let result = project.run("diff", "--parity", "app", "a.db", "--check")
        expectStatus(result, 0)
        expect(result.output, contains: "app and a.db mean the same")
        expectStatus(project.run("diff", "app", "a.db"), 2)
        _ = project.sql("ALTER TABLE users ALTER COLUMN name DROP NOT NULL")
        let other = project.run("diff", "--parity", "a.db", "app", "--check")
        expectStatus(other, 3)
        expect(other.output, contains: "~ column users.name")
        expectStatus(project.run("diff", "--parity", "a.db", "a.db"), 2)
        let document = project.run("diff", "--parity", "a.db", "app", "--json")
        expect(document.output, contains: "\"level\": \"difference\"")
        expectStatus(try JSONSchema.outcome.validate(["a.json": document.output]), 0)
    }

    /// Columns stand where they can: on PostgreSQL the last is the only place for a new one.
    @Test(arguments: TestedEngine.allCases) func anotherOrderOfColumnsIsNoReasonToRefuse(_ engine: TestedEngine) throws
    {
        let project = try engine.migrated()
        project.folder.write("a.sql", "CREATE TABLE t (a int, c int);\n")
        project.folder.write("b.sql", "CREATE TABLE t (a int, b int, c int);\n")
        let result = project.run("diff", "a.sql", "b.sql", "--sql")
        expectStatus(result, 0)
        expect(result.output, contains: "ADD COLUMN b")
        expect(project.run("diff", "a.sql", "b.sql").output, contains: "column b")
    }

    @Test func anIndexThatAFailedBuildHasLeftIsBuiltAnew() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("UPDATE users SET name = 'Ava'")
        _ = project.sql("CREATE UNIQUE INDEX CONCURRENTLY by_name ON users (name)")
        project.folder.write("migrations/003_by_name.sql", "CREATE UNIQUE INDEX by_name ON users (name);\n")
        let difference = project.run("diff", "app", "migrations")
        expect(difference.output, contains: "~ index by_name: not valid → valid")
        let plan = project.run("diff", "app", "migrations", "--sql")
        expectStatus(plan, 0)
        _ = project.sql("UPDATE users SET name = 'Ben' WHERE id = 2")
        project.folder.write("change.sql", plan.output)
        let file = ["-f", project.folder.path("change.sql")]
        expectStatus(project.database.cluster.psql(project.database.name, "SELECT 1", arguments: file), 0)
        expectStatus(project.run("diff", "app", "migrations", "--check"), 0)
        // The other way nobody makes such an index, and there is nothing to draft.
        _ = project.sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_name'::regclass")
        let back = project.run("diff", "migrations", "app", "--sql")
        expectStatus(back, 0)
        expect(back.output, contains: "no statement makes such a one")
        #expect(back.output.split(separator: "\n").allSatisfy { $0.hasPrefix("--") })
        expectStatus(project.run("new", "nothing", "--from-diff", "app"), 3)
        let told = project.run("diff", "migrations", "app", "--check")
        expectStatus(told, 3)
        expect(told.output, contains: "no statement makes such a one")
        expect(project.run("diff", "migrations", "app", "--json").output, contains: "\"not valid\"")
    }

    @Test func theNumbersOfARenamedTableGoOn() throws {
        let project = try TestedEngine.postgres.migrated()
        project.folder.write("b.sql", "CREATE TABLE r (id serial PRIMARY KEY, b text);\n")
        _ = project.sql("DROP TABLE posts, users; CREATE TABLE q (id serial PRIMARY KEY, b text)")
        _ = project.sql("INSERT INTO q (b) VALUES ('x'), ('y')")
        expect(project.run("diff", "app", "b.sql").output, contains: "? table public.q may be public.r now")
        let plan = project.run("diff", "app", "b.sql", "--sql", "--rename", "q=r")
        expectStatus(plan, 0)
        _ = project.sql(plan.output)
        #expect(project.sql("INSERT INTO r (b) VALUES ('z') RETURNING id").hasPrefix("3"))
        expectStatus(project.run("diff", "app", "b.sql", "--check"), 0)
    }

    @Test func theServerSaysWhichStatementsItKnows() throws {
        let project = try TestedEngine.postgres.migrated()
        _ = project.sql("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)")
        project.folder.write(
            "migrations/003_t.sql", "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 2) STORED);\n")
        let result = project.run("diff", "app", "migrations", "--sql")
        expectStatus(result, 0)
        let isKnown = (Int(project.sql("SHOW server_version_num")) ?? 0) >= 170_000
        expect(result.output, contains: isKnown ? "ALTER COLUMN b SET EXPRESSION AS (a + 2)" : "DROP COLUMN b")
    }

    @Test func whatHasToBeCommittedFirstIsSaid() throws {
        let project = try TestedEngine.postgres.migrated()
        project.folder.write("a.sql", "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (m mood);\n")
        project.folder.write(
            "b.sql", "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (m mood DEFAULT 'glad');\n")
        let result = project.run("diff", "a.sql", "b.sql", "--sql", "--plain")
        expectStatus(result, 0)
        expect(result.output, contains: "-- Stops at the first error, and keeps what was committed by then: psql")
        expect(
            result.output, contains: "It has to be committed before it is used, and stays though what follows fails.")
        let label = result.output.ranges(of: "ADD VALUE 'glad'").first?.lowerBound
        let begin = result.output.ranges(of: "BEGIN;").first?.lowerBound
        #expect(label != nil && begin != nil && label ?? result.output.endIndex < begin ?? result.output.startIndex)
        project.folder.write("c.sql", "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (m mood);\n")
        let plain = project.run("diff", "a.sql", "c.sql", "--sql", "--plain")
        expect(plain.output, contains: "-- Stops at the first error, and then changes nothing: psql")
        #expect(!plain.output.contains("committed"))
    }

    @Test(arguments: TestedEngine.allCases) func equalSchemasAreSaidToBeEqual(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        let result = project.run("diff", "migrations", "app", "--sql")
        expectStatus(result, 0)
        #expect(result.output == "-- migrations and app have the same schema.\n")
    }

    /// What the statements do to values that are NULL differs, so it is said.
    @Test(arguments: [
        (TestedEngine.sqlite, "Rows with NULL in name get 'none'."),
        (.postgres, "fails if public.users.name is NULL in one, as the default fills no row that is there."),
    ]) func whatBecomesOfNullIsSaid(_ engine: TestedEngine, _ sentence: String) throws {
        let project = try engine.migrated()
        project.folder.write("a.sql", "CREATE TABLE users (id integer PRIMARY KEY, name text);\n")
        project.folder.write(
            "b.sql", "CREATE TABLE users (id integer PRIMARY KEY, name text DEFAULT 'none' NOT NULL);\n")
        expect(project.run("diff", "a.sql", "b.sql", "--sql").output, contains: sentence)
    }

    @Test(arguments: [["diff", "migrations", "app", "--sql", "-o"], ["dump", "-o"]])
    func aFolderIsNoFileToWrite(_ command: [String]) throws {
        let project = ScratchProject.migrated()
        project.folder.makeFolders(["texts"])
        let result = MartletBinary.run(command + ["texts"], in: project.folder.path)
        expectStatus(result, 1)
        expect(result.error, contains: "texts: it is a folder")
        expect(result.error, contains: "name a file")
        #expect(!result.error.contains("dmesg"))
    }

    @Test func noDatabaseIsOverwritten() throws {
        let project = ScratchProject.migrated()
        project.folder.write("b.sql", "CREATE TABLE t (a int);\n")
        for command in [
            ["diff", "app", "b.sql", "-o"], ["docs", "--as", "html", "-o"], ["dump", "--output"],
        ] {
            for file in ["app.db", "martlet.yaml"] {
                let result = MartletBinary.run(command + [file], in: project.folder.path)
                expectStatus(result, 1)
                expect(result.error, contains: "not a file to write text to")
            }
        }
        #expect(project.sql("SELECT count(*) FROM users") == "2")
    }
}
