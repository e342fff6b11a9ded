import TestSupport
import Testing

/// What `diff` takes for a schema, and what it says of what is none.
@Suite struct SchemaSourceTests {
    private static let users = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"

    @Test func theNameOfAnEngineInFrontSaysWhoseSQLItIs() throws {
        let folder = ScratchFolder()
        folder.write("schema.sql", Self.users)
        folder.write("m/001_users.sql", Self.users)
        for pair in [["sqlite:schema.sql", "sqlite:m"], ["sqlite3:\(folder.path("m"))", "sqlite:./schema.sql"]] {
            expectStatus(MartletBinary.run(["diff"] + pair + ["--check"], in: folder.path), 0)
        }
        // A database is named in the same way.
        expectStatus(SQLiteClient.load(folder.path("app.db"), Self.users), 0)
        expectStatus(MartletBinary.run(["diff", "sqlite:app.db", "sqlite:schema.sql", "--check"], in: folder.path), 0)
        let nothing = MartletBinary.run(["diff", "sqlite:schema.sql", "sqlite:nothing.sql"], in: folder.path)
        expectStatus(nothing, 2)
        expect(nothing.error, contains: "there is no database sqlite:\(folder.path("nothing.sql"))")
        let noFolder = MartletBinary.run(["diff", "sqlite:schema.sql", "postgres:nothing.sql"], in: folder.path)
        expectStatus(noFolder, 2)
        expect(noFolder.error, contains: "there is no file or folder \(folder.path("nothing.sql"))")
        let other = MartletBinary.run(["diff", "sqlite:schema.sql", "postgres:schema.sql"], in: folder.path)
        expectStatus(other, 2)
        expect(other.error, contains: "--parity")
    }

    @Test func parityFindsOutWhoseSQLItIs() throws {
        let project = try ServerProject.migrated()
        project.folder.write("sqlite/001_users.sql", Self.users)
        project.folder.write("lite.sql", Self.users)
        let posts =
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER NOT NULL REFERENCES users (id));\n"
            + "CREATE INDEX posts_author ON posts (author);\n"
        project.folder.write("sqlite/002_posts.sql", posts)
        project.folder.write("all.sql", Self.users + posts)
        expectStatus(project.martlet("dump", "--output", "server.sql"), 0)
        for pair in [
            ["app", "sqlite"], ["all.sql", "app"], ["migrations", "sqlite"], ["sqlite:all.sql", "server.sql"],
            ["postgres:server.sql", "sqlite:sqlite"], ["postgres:migrations", "all.sql"],
        ] {
            let result = MartletBinary.run(["diff", "--parity", "--check"] + pair, in: project.folder.path)
            expectStatus(result, 0)
            expect(result.output, contains: "mean the same")
        }
        let unknown = project.martlet("diff", "--parity", "all.sql", "server.sql")
        expectStatus(unknown, 2)
        expect(unknown.error, contains: "postgres:schema.sql")
        expectStatus(project.martlet("diff", "--parity", "app", "postgres:migrations"), 2)
        let folder = project.martlet("diff", "--parity", "app", "migrations")
        expectStatus(folder, 2)
        expect(folder.error, contains: "say it in front if migrations is of the other one: sqlite:migrations, ")
        // Without a project nobody has said whose the usual folder is.
        let elsewhere = ScratchFolder()
        elsewhere.write("db/migrations/001_users.sql", Self.users + posts)
        let plain = ["--url", project.database.url, "diff", "--parity", project.database.url]
        let told = MartletBinary.run(plain + ["db/migrations"], in: elsewhere.path)
        expectStatus(told, 2)
        expect(told.error, contains: "sqlite:db/migrations")
        expectStatus(MartletBinary.run(plain + ["sqlite:db/migrations", "--check"], in: elsewhere.path), 0)
    }

    @Test func withoutAServerNothingOfPostgreSQLIsRead() throws {
        let folder = ScratchFolder()
        folder.write("schema.sql", Self.users)
        let result = MartletBinary.run(["diff", "--parity", "sqlite:schema.sql", "schema.sql"], in: folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "--url postgres://user@host/name")
    }

    // MARK: Sides that are none

    @Test func whatIsNoSideIsAnsweredWithWhatASideMayBe() throws {
        let project = ScratchProject.migrated()
        for (side, fact) in [
            ("sqlite::memory:", "sqlite::memory: has no schema"),
            ("sqlite:ap.db", "there is no database sqlite:\(project.folder.path("ap.db"))"),
        ] {
            let result = project.martlet("diff", side, "app")
            expectStatus(result, 2)
            expect(result.error, contains: "error[usage]: \(fact)")
            expect(result.error, contains: "name a database of the project (app), the URL or file of a database")
        }
        let none = project.martlet("diff", "nothing", "app")
        expectStatus(none, 2)
        expect(none.error, contains: "a database of the project (app)")
        let folder = ScratchFolder()
        let nowhere = MartletBinary.run(["diff", "nothing", "nowhere"], in: folder.path)
        expectStatus(nowhere, 2)
        expect(nowhere.error, contains: "help: name the URL or file of a database, a folder of migrations")
        // A database of the project that nobody has made yet is no slip of the pen.
        project.folder.remove("app.db")
        let early = project.martlet("diff", "migrations", "app")
        expectStatus(early, 5)
        expect(early.error, contains: "app is not there yet")
    }

    @Test func aFolderOfOtherFilesIsRefusedInOneSentence() throws {
        let project = ScratchProject.migrated()
        for number in 1...5 { project.folder.write("texts/f\(number).txt", "x") }
        let result = project.martlet("diff", "texts", "app")
        expectStatus(result, 4)
        expect(result.error, contains: "error[stray-file]: texts is no folder of migrations: 5 of 5 files are none")
        expect(result.error, contains: "and 2 more")
        #expect(result.error.ranges(of: "error[").count == 1)
        project.folder.write("texts/001_t.sql", "CREATE TABLE t (a INT);\n")
        expect(project.martlet("diff", "texts", "app").error, contains: "5 of 6 files are none")
    }

    @Test func whatLooksLikePostgreSQLIsSaidToDoSo() throws {
        let project = ScratchProject.migrated()
        for sql in [
            "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY);", "CREATE EXTENSION citext;",
            "CREATE TABLE t (a text DEFAULT 'x'::text);", "DO $$ BEGIN END $$;",
        ] {
            project.folder.write("server.sql", sql + "\n")
            let result = project.martlet("diff", "server.sql", "app")
            expectStatus(result, 1)
            expect(result.error, contains: "it looks like SQL of PostgreSQL: say so with postgres:server.sql")
        }
        project.folder.write("wrong.sql", "CREATE TABEL t (a INT);\n")
        #expect(!project.martlet("diff", "wrong.sql", "app").error.contains("PostgreSQL"))
    }

    // MARK: Archives

    @Test(arguments: ["custom", "tar", "directory"])
    func everyArchiveOfPgDumpIsASchema(_ format: String) throws {
        let project = try ServerProject.migrated()
        expectStatus(project.archive("app.dump", format: format), 0)
        expectStatus(project.martlet("diff", "app.dump", "app", "--check"), 0)
        expectStatus(project.martlet("diff", "postgres:app.dump", "app", "--check"), 0)
    }

    @Test(arguments: ["custom", "tar", "directory"])
    func aDamagedArchiveIsSaidToBeOne(_ format: String) throws {
        let project = try ServerProject.migrated()
        let file = project.folder.path("app.dump")
        expectStatus(project.archive("app.dump", format: format), 0)
        expectStatus(Program.run(["truncate", "--size=700", format == "directory" ? file + "/toc.dat" : file]), 0)
        let result = project.martlet("diff", "app.dump", "app")
        expectStatus(result, 8)
        expect(result.error, contains: "error[corrupt]: \(file) is damaged")
        expect(result.error, contains: "nothing was changed")
        expect(result.error, contains: "help: name another backup")
    }

    @Test func whatIsPackedIsUnpackedFirst() throws {
        let folder = ScratchFolder()
        folder.write("schema.sql", Self.users)
        expectStatus(Program.run(["gzip", "schema.sql"], in: folder.path), 0)
        expectStatus(Program.run(["tar", "-cf", "schema.tar", "schema.sql.gz"], in: folder.path), 0)
        for (file, command) in [("schema.sql.gz", "gunzip"), ("schema.tar", "tar -xf")] {
            let result = MartletBinary.run(["diff", "sqlite::memory:", file], in: folder.path)
            expectStatus(result, 2)
            expect(result.error, contains: "\(folder.path(file)) is packed")
            expect(result.error, contains: "help: unpack it first: \(command)")
        }
    }

    @Test func aFolderForTemporaryFilesThatIsNotThereIsNamed() throws {
        let folder = ScratchFolder()
        folder.write("schema.sql", Self.users)
        let result = MartletBinary.run(
            ["diff", "schema.sql", "schema.sql"], in: folder.path, environment: ["TMPDIR": folder.path("nowhere")])
        expectStatus(result, 5)
        expect(result.error, contains: "cannot make a folder for a scratch database in \(folder.path("nowhere"))")
        expect(result.error, contains: "nothing was changed")
        expect(result.error, contains: "help: TMPDIR names that folder")
    }
}
