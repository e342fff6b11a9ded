import Glibc
import TestSupport
import Testing

/// Restores of what should not be restored, or not there; and backups that are what they say.
@Suite struct BackupFaultTests {
    /// A project with a backup, `copy.db`, from before the newest row.
    private static func project(settings: [String] = []) -> ScratchProject {
        let project = ScratchProject.migrated(settings: settings)
        expectStatus(project.martlet("backup", "--output", "copy.db"), 0)
        _ = project.sql("INSERT INTO users (name) VALUES ('Cleo')")
        return project
    }

    // MARK: Places in use

    @Test(
        "F6: a database that is in use is not replaced, and it is told by whom",
        arguments: [
            ("delete", "db.execute('SELECT * FROM users').fetchall()"),
            ("delete", "db.execute('BEGIN'); db.execute('SELECT * FROM users').fetchone()"),
            ("delete", "db.execute('BEGIN IMMEDIATE'); db.execute('DELETE FROM posts')"),
            ("delete", "db.execute('BEGIN EXCLUSIVE')"), ("wal", "db.execute('SELECT * FROM users').fetchall()"),
            ("wal", "db.execute('BEGIN'); db.execute('SELECT * FROM users').fetchone()"),
            ("wal", "db.execute('BEGIN IMMEDIATE'); db.execute('DELETE FROM posts')"),
        ])
    func inUse(_ mode: String, _ use: String) {
        let project = Self.project()
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        let other = PythonHolder(project, use)
        for command in [["restore", "copy.db", "--yes", "--wait", "100ms"], ["reset", "--yes", "--wait", "100ms"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect([6, 7].contains(result.status), "\(result.everything)")
            expect(result.error, contains: "process \(other.process) (")
        }
        // Beside it is another matter.
        expectStatus(project.martlet("restore", "copy.db", "--into", "sqlite:beside.db"), 0)
        other.kill()
        #expect(project.sql("SELECT count(*) FROM users; PRAGMA integrity_check") == "3\nok")
        expectStatus(project.martlet("restore", "copy.db", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM users; PRAGMA integrity_check") == "2\nok")
    }

    @Test("F6: a restore waits for another martlet, and no longer than it is told to") func anotherMartlet() {
        let busy = BusyProject()
        let result = busy.project.martlet("restore", "app.db", "--into", "sqlite:app.db", "--yes", "--wait", "100ms")
        expectStatus(result, 2)
        _ = Program.run(["bash", "-c", "sqlite3 copy.db 'CREATE TABLE t (x)'"], in: busy.project.folder.path)
        expectStatus(busy.project.martlet("restore", "copy.db", "--yes", "--wait", "100ms"), 6)
        #expect(busy.end(with: SIGINT) == 130)
        #expect(busy.project.sql("SELECT count(*) FROM users") == "2")
    }

    // MARK: Wrong places

    @Test(
        "F8: a protected database is replaced under its own name only, by whatever path it is reached",
        arguments: [
            [], ["--into", "sqlite:app.db"], ["--into", "sqlite:./migrations/../app.db"], ["--into", "sqlite:link.db"],
        ])
    func protected(_ into: [String]) {
        let project = Self.project(settings: ["protected: true"])
        _ = Program.run(["ln", "-s", "app.db", project.folder.path("link.db")])
        for confirmation in [
            ["--yes"], ["--yes", "--confirm", "link"], ["--confirm", "demo"], ["--confirm", "copy"],
        ] {
            let result = MartletBinary.run(["restore", "copy.db"] + into + confirmation, in: project.folder.path)
            #expect([2, 7].contains(result.status), "\(result.everything)")
            #expect(project.sql("SELECT count(*) FROM users") == "3")
        }
        let result = MartletBinary.run(["restore", "copy.db", "--confirm", "app"] + into, in: project.folder.path)
        expectStatus(result, 0)
        #expect(project.sql("SELECT count(*) FROM users") == "2")
    }

    @Test("F8: no database is replaced unasked, nor by the backup of another") func notAsked() {
        let project = Self.project()
        _ = Program.run(["cp", "app.db", "other.db"], in: project.folder.path)
        project.folder.write("notes.txt", "Remember the milk.\n")
        project.expectRefused(
            [
                ["restore", "copy.db"], ["restore", "copy.db", "--into", "sqlite:other.db"],
                ["restore", "copy.db", "--into", "sqlite:notes.txt"],
            ], code: "confirmation-needed", "--yes", status: 7)
        project.replace(
            "martlet.yaml", "databases:\n",
            by: "databases:\n  metrics:\n    url: sqlite:metrics.db\n    migrations: migrations\n")
        expectStatus(project.martlet("migrate", "-d", "metrics"), 0)
        project.expectRefused(
            [["restore", "copy.db", "-d", "metrics", "--yes"]], code: "confirmation-needed",
            "the backup is of app, not of metrics", status: 7)
    }

    // MARK: Hostile backups

    /// A manifest names no files at all: whatever it says, one file is read and one is written.
    @Test(
        "F16: a manifest that says more than Martlet writes is damaged",
        arguments: [
            ("\"database\": \"app\"", "\"database\": \"../../etc/passwd\""),
            ("\"database\": \"app\"", "\"database\": \"/etc/passwd\""),
            ("\"project\": \"demo\"", "\"project\": \"..\""), ("{\n", "{\n  \"file\": \"../../etc/passwd\",\n"),
            ("{\n", "{\n  \"files\": [\"/etc/passwd\", \"../x\"],\n"), ("{\n", "{\n  \"size\": 9223372036854775807,\n"),
            ("\"prefixes\": [", "\"prefixes\": [\n    \"00\","), ("}\n", "}\n}\n"), ("\"size\": ", "\"size\": -"),
            ("\"size\": ", "\"size\": 99999999999999999999"), ("\"chunk_size\": 1048576", "\"chunk_size\": 0"),
            ("\"chunk_size\": 1048576", "\"chunk_size\": 1"), ("{\n", ""), ("}\n", ""),
        ])
    func hostileManifest(_ text: String, _ other: String) {
        let project = Self.project()
        project.replace("copy.db.manifest.json", text, by: other)
        project.expectRefused(
            [
                ["restore", "copy.db", "--yes"], ["restore", "copy.db", "--into", "sqlite:new.db"],
                ["restore", "copy.db.manifest.json", "--yes"], ["restore", "copy.db", "--dry-run"],
            ], code: "backup-damaged", "the manifest", status: 8)
    }

    @Test(
        "F16: a huge or deep manifest is refused in little memory",
        arguments: [
            "'[' * 50_000_000", "'{\"a\": ' * 10_000_000", "'{' + '\"a\": \"b\",' * 5_000_000", "'\\0' * 50_000_000",
        ])
    func largeManifest(_ text: String) {
        let project = Self.project()
        let script = "open('copy.db.manifest.json', 'w').write(\(text))"
        expectStatus(Program.run(["python3", "-c", script], in: project.folder.path), 0)
        let result = project.martlet(
            under: ["timeout", "60", "prlimit", "--as=\(1 << 30)"], ["restore", "copy.db", "--yes"])
        expectStatus(result, 8)
        #expect(project.sql("SELECT count(*) FROM users") == "3")
    }

    @Test(
        "F16: a backup that is no file is none, and nothing outside is touched",
        arguments: [
            "ln -s /dev/zero evil.db", "mkfifo evil.db", "mkdir evil.db", "ln -s evil.db evil.db",
            "ln -s /nowhere evil.db",
            "cp copy.db evil.db; ln -s /dev/zero evil.db.manifest.json",
            "cp copy.db evil.db; mkfifo evil.db.manifest.json",
            "cp copy.db evil.db; mkdir evil.db.manifest.json",
        ])
    func noFile(_ command: String) {
        let project = Self.project()
        _ = Program.run(["bash", "-c", command], in: project.folder.path)
        let before = project.files
        let result = project.martlet(under: ["timeout", "20"], ["restore", "evil.db", "--yes"])
        #expect([2, 4, 8].contains(result.status), "\(result.everything)")
        #expect(project.files == before)
    }

    @Test("F16: a name in a backup folder leads nowhere else") func linkedTarget() {
        let project = Self.project(settings: ["backups: backups"])
        let victim = ScratchFolder()
        victim.write("victim", "precious\n")
        // Names that the next backup might have, put there before it.
        let day = Program.run(["date", "-u", "+%Y%m%d"]).output.dropLast()
        project.folder.makeFolders(["backups"])
        for name in ["app_backup_\(day).db", "app_backup_\(day).db.manifest.json"] {
            _ = Program.run(["ln", "-s", victim.path("victim"), project.folder.path("backups/" + name)])
        }
        expectStatus(project.martlet("backup"), 0)
        #expect(victim.read("victim") == "precious\n")
        #expect(project.folder.names(in: "backups").count == 4)
        // A backup in the place of the database's link is put behind it.
        _ = Program.run(["ln", "-s", victim.path("victim"), project.folder.path("new.db")])
        project.expectRefused(
            [["restore", "copy.db", "--into", "sqlite:new.db"]], code: "confirmation-needed", "--yes", status: 7)
        #expect(victim.read("victim") == "precious\n")
    }

    // MARK: Drill

    /// How a backup comes to be, and what it is of.
    enum Drill: String, CaseIterable {
        case plain, log, leftLog, empty, withoutHistory, large, beforeMigrate, beforeReset, otherPageSize, utf16
    }

    @Test("F17: every kind of backup is restored, and is what it was made of", arguments: Drill.allCases)
    func drill(_ drill: Drill) {
        let project = ScratchProject.setUp(settings: ["backups: backups", "backup: {before: [migrate, reset]}"])
        project.folder.remove("backups")
        switch drill {
        case .plain, .beforeMigrate, .beforeReset: break
        case .log: _ = project.sql("PRAGMA journal_mode = wal")
        case .leftLog:
            _ = Program.run(
                ["sqlite3", "-batch", project.database],
                input: "PRAGMA journal_mode = wal;\n.dbconfig no_ckpt_on_close on\nDELETE FROM posts WHERE id = 2;\n")
        case .empty: project.folder.write("app.db", "")
        case .withoutHistory:
            _ = project.sql("DROP TABLE martlet_migrations; DROP TABLE martlet_log; DROP TABLE martlet_seeds")
        case .large:
            _ = project.sql(
                "CREATE TABLE large (x); INSERT INTO large WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c "
                    + "WHERE x < 5000) SELECT randomblob(1000) FROM c")
        case .otherPageSize: _ = project.sql("PRAGMA page_size = 512; VACUUM")
        case .utf16:
            let dump = project.dump
            project.folder.remove("app.db")
            expectStatus(SQLiteClient.load(project.database, "PRAGMA encoding = 'UTF-16le';\n" + dump), 0)
        }
        let before = project.dump
        if drill == .beforeMigrate || drill == .beforeReset {
            project.folder.write("migrations/003_third.sql", "DELETE FROM posts;\n")
            expectStatus(project.martlet(drill == .beforeMigrate ? "migrate" : "reset", "--yes"), 0)
        } else {
            expectStatus(project.martlet("backup"), 0)
        }
        let names = project.folder.names(in: "backups")
        #expect(names.count == 2, "\(names)")
        let backup = "backups/" + (names.first ?? "")
        expectStatus(project.martlet("restore", backup, "--dry-run"), 0)
        expectStatus(project.martlet("restore", backup, "--into", "sqlite:drill.db"), 0)
        let restored = Program.run(["sqlite3", "-readonly", project.folder.path("drill.db"), ".dump"]).output
        // The restore itself is noted in the log that came with the backup, if one did.
        let noted = restored.split(separator: "\n").filter { !$0.contains("'restore'") }
        #expect(noted == before.split(separator: "\n"))
        #expect(restored.contains("'restore'") == (before.contains("martlet_log")))
        #expect(SQLiteClient.query(project.folder.path("drill.db"), "PRAGMA integrity_check") == "ok\n")
    }

    @Test("F17: a copy that nobody vouches for is told to be unproven") func unproven() {
        let project = Self.project()
        project.folder.remove("copy.db.manifest.json")
        let result = project.martlet("restore", "copy.db", "--yes")
        expectStatus(result, 0)
        expect(result.error, contains: "warning[unproven]")
        expect(result.error, contains: "nobody vouches for its content")
    }
}
