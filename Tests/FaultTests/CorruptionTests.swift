import TestSupport
import Testing

/// Files that are no sound database, or not only one.
@Suite struct CorruptionTests {
    // MARK: Damage

    /// What is done to a database of 600 pages, of which the last half are free, and what each command then says.
    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Lines of Python that change `b`, the bytes of the file.
        var change: String
        /// The code with which a command that opens the file fails; `nil` if only `check` and `backup` look that far.
        var code: String?
    }

    static let damages = [
        Damage(testDescription: "first bytes", change: "b[0:16] = b'SQLite format 4\\0'", code: "not-a-database"),
        Damage(testDescription: "page size", change: "b[16:18] = b'\\3\\3'", code: "not-a-database"),
        Damage(testDescription: "format version", change: "b[18] = 9; b[19] = 9", code: "not-a-database"),
        Damage(testDescription: "number of pages", change: "b[28:32] = b'\\0\\0\\0\\2'", code: "corrupt"),
        Damage(testDescription: "list of free pages", change: "b[32:36] = b'\\0\\x0f\\xff\\xff'", code: nil),
        Damage(testDescription: "number of free pages", change: "b[36:40] = b'\\0\\0\\0\\1'", code: nil),
        Damage(testDescription: "kind of the first page", change: "b[100] = 0x55", code: "corrupt"),
        Damage(testDescription: "kind of a page", change: "b[large:large + 1] = b'\\x55'", code: nil),
        Damage(testDescription: "a page of noise", change: "b[large:large + 4096] = os.urandom(4096)", code: nil),
        Damage(
            testDescription: "a definition", change: "i = b.find(b'CREATE TABLE large'); b[i:i + 6] = b'CREXTE'",
            code: "corrupt"),
        Damage(testDescription: "half of it", change: "del b[len(b) // 8192 * 4096:]", code: "corrupt"),
        Damage(testDescription: "the end of the last page", change: "del b[len(b) - 1000:]", code: nil),
        Damage(testDescription: "only the header", change: "del b[100:]", code: "corrupt"),
        Damage(testDescription: "half the header", change: "del b[50:]", code: "corrupt"),
        Damage(testDescription: "noise", change: "b[:] = os.urandom(len(b))", code: "encrypted"),
        Damage(testDescription: "noise of an odd length", change: "b[:] = os.urandom(5000)", code: "not-a-database"),
        Damage(testDescription: "zeros", change: "b[:] = bytes(8192)", code: "not-a-database"),
        Damage(testDescription: "another file", change: "b[:] = b'Dear diary, ' * 1000", code: "not-a-database"),
    ]

    private static func project() -> ScratchProject {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n")
        let fill =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 1500) SELECT randomblob(700) FROM c"
        _ = project.sql(
            "CREATE TABLE large (x); INSERT INTO large \(fill); CREATE TABLE gone (x); INSERT INTO gone \(fill); DROP TABLE gone"
        )
        return project
    }

    @Test("E5: a damaged database is told as such, and nothing crashes", arguments: damages)
    func damaged(_ damage: Damage) {
        let project = Self.project()
        let root = project.sql("SELECT (rootpage - 1) * 4096 FROM sqlite_schema WHERE name = 'large'")
        let script =
            "import os; b = bytearray(open('app.db', 'rb').read()); large = \(root); \(damage.change); "
            + "open('app.db', 'wb').write(b)"
        expectStatus(Program.run(["python3", "-c", script], in: project.folder.path), 0)
        for command in [["check"], ["backup"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 8)
            #expect(result.everything.contains(#/error\[|\.recover/#), "\(result.everything)")
        }
        #expect(project.folder.names(in: "backups").isEmpty)
        if let code = damage.code {
            project.expectRefused(
                [
                    ["status"], ["migrate"], ["dump"], ["seed"], ["rollback", "--yes"], ["history"],
                    ["reset", "--yes"],
                ],
                code: code, "app.db", status: 8)
            expect(project.martlet("check").everything, contains: code == "corrupt" ? "is damaged" : "error[\(code)]")
        } else {
            // What they need of it is sound.
            for command in [["status"], ["dump"], ["migrate"], ["status", "--check"]] {
                let result = MartletBinary.run(command, in: project.folder.path)
                #expect([0, 3, 8].contains(result.status), "\(command): \(result.everything)")
            }
        }
    }

    @Test("E5: an empty file is an empty database") func emptyFile() {
        let project = ScratchProject()
        project.folder.write("app.db", "")
        expectStatus(project.martlet("status"), 0)
        #expect(project.folder.read("app.db") == "")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM users") == "2")
    }

    @Test("E5: a folder in the place of the database is none") func folder() {
        let project = ScratchProject()
        project.folder.makeFolders(["app.db"])
        project.expectRefused([["migrate"], ["status"]], code: "not-a-database", "app.db", status: 8)
    }

    // MARK: Several names, and what lies beside

    @Test("E6: a database of two names is not written") func hardLink() {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n")
        expectStatus(Program.run(["ln", project.database, project.folder.path("other.db")]), 0)
        project.expectRefused(
            [
                ["migrate"], ["rollback", "--yes"], ["seed"], ["reset", "--yes"],
                ["migrate", "--url", "sqlite:other.db"],
            ],
            code: "unsafe-database", "2 hard links", status: 7)
        expectStatus(project.martlet("status"), 0)
        project.folder.remove("other.db")
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test("E6: a symbolic link leads to one lock, one journal and one file") func symbolicLink() {
        let project = ScratchProject.withPending(BusyProject.endless)
        project.folder.makeFolders(["real"])
        _ = Program.run(["bash", "-c", "mv app.db real/x.db && ln -s real/x.db app.db"], in: project.folder.path)
        let run = ChildProcess.start(["migrate"], in: project)
        #expect(ChildProcess.waitUntil { project.folder.has("real/x.db-journal") })
        let other = project.martlet("migrate", "--url", "sqlite:real/x.db", "--wait", "100ms")
        expectStatus(other, 6)
        expect(other.error, contains: "process \(run) on ")
        ChildProcess.signal(run, 9)
        #expect(ChildProcess.wait(run) == 128 + 9)
        // The journal of the killed run is found by either name.
        expectStatus(project.martlet("check"), 3)
        project.folder.write("migrations/003_third.sql", "CREATE TABLE n (x INTEGER);\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.folder.names(in: "real") == ["x.db"])
        expectStatus(project.martlet("restore", "nothing.db", "--yes"), 2)
        expectStatus(project.martlet("reset", "--yes"), 0)
        #expect(Program.run(["readlink", project.database]).output == "real/x.db\n")
    }

    @Test("E6: a write-ahead log that was left, or is gone, does no harm") func leftLog() {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n")
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input:
                "PRAGMA journal_mode = wal;\n.dbconfig no_ckpt_on_close on\nINSERT INTO users (name) VALUES ('Cleo');\n"
        )
        #expect(project.folder.has("app.db-wal"))
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        #expect(SQLiteClient.query(project.folder.path("copy.db"), "SELECT count(*) FROM users") == "3\n")
        let without = ProjectCopy(of: project)
        _ = Program.run(["rm", "app.db-wal", "app.db-shm"], in: without.path)
        // Nothing in the file tells that there was more; it is the database as of before.
        #expect(MartletBinary.run(["migrate"], in: without.path).status == 0)
        #expect(
            SQLiteClient.query(without.path + "/app.db", "PRAGMA integrity_check; SELECT count(*) FROM users")
                == "ok\n2\n")
        // Whoever restores such a copy is told that there may have been more.
        _ = Program.run(["cp", project.database, project.folder.path("plain.db")])
        let plain = project.martlet("restore", "plain.db", "--into", "sqlite:drill.db")
        expectStatus(plain, 0)
        expect(plain.error, contains: "what was in a plain.db-wal that was not copied is missing")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("PRAGMA integrity_check; SELECT count(*) FROM users, third") == "ok\n0")
        #expect(project.sql("SELECT count(*) FROM users") == "3")
    }

    @Test("E6: the write-ahead log of another file does not come back with a restore") func foreignLog() {
        let project = ScratchProject.migrated()
        _ = project.sql("PRAGMA journal_mode = wal")
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: ".dbconfig no_ckpt_on_close on\nDELETE FROM users;\n")
        #expect(project.folder.has("app.db-wal"))
        expectStatus(project.martlet("restore", "copy.db", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM users; PRAGMA integrity_check") == "2\nok")
        // A plain copy with a log beside it is not restored without it.
        _ = Program.run(["bash", "-c", "cp app.db plain.db; echo changes > plain.db-wal"], in: project.folder.path)
        project.expectRefused([["restore", "plain.db", "--yes"]], code: "unsafe-database", "plain.db-wal", status: 7)
    }
}
