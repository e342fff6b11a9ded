import TestSupport
import Testing

/// What the commands that look, write files or put the history right say.
@Suite struct OtherGoldenTests {
    @Test func check() { expectGolden("check/sound", "check") { .migrated() } }

    @Test func checkAbsent() { expectGolden("check/absent", "check") }

    @Test func checkPending() { expectGolden("check/pending", "check") { .migrated(to: "001") } }

    @Test func checkFindings() {
        expectGolden("check/findings", "check") {
            let project = ScratchProject.migrated()
            _ = project.sql(
                "INSERT INTO posts VALUES (1, 99); CREATE TABLE likes (post INTEGER REFERENCES posts (id));")
            project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
            _ = project.sql("UPDATE martlet_migrations SET checksum = 'v1:sha256:00' WHERE version = '002'")
            return project
        }
    }

    /// What another tool has made can be wrong whatever is in it.
    @Test func checkKeyMismatch() {
        expectGolden("check/key-mismatch", "check") {
            let project = ScratchProject.migrated()
            _ = project.sql(
                "CREATE TABLE b (x); CREATE TABLE c (y REFERENCES b (x)); CREATE INDEX c_y ON c (y);"
                    + "INSERT INTO posts VALUES (1, 99)")
            return project
        }
    }

    @Test func drift() { expectGolden("drift/none", "drift") { .migrated() } }

    @Test func drifted() {
        expectGolden("drift/drifted", "drift", "drift --sql") {
            let project = ScratchProject.migrated()
            _ = project.sql(
                "ALTER TABLE users ADD COLUMN age INTEGER; DROP INDEX posts_author; CREATE TABLE tags (id INTEGER)")
            return project
        }
    }

    /// The script is not in the history, and its file is gone.
    @Test func unreplayable() {
        expectGolden("errors/unreplayable", "drift", json: false) {
            let text = "CREATE TABLE long (id INTEGER);\n-- " + String(repeating: "x", count: 1 << 20) + "\n"
            let project = ScratchProject.migrated(["migrations/001_long.sql": text])
            project.folder.remove("migrations/001_long.sql")
            return project
        }
    }

    @Test func checkDrifted() {
        expectGolden("check/drifted", "check") {
            let project = ScratchProject.migrated()
            _ = project.sql("CREATE TABLE tags (id INTEGER)")
            return project
        }
    }

    @Test func history() { expectGolden("history/applied", "history") { .migrated() } }

    @Test func historyAbsent() { expectGolden("history/absent", "history") }

    @Test func historyLog() {
        expectGolden("history/log", "history --log 10") {
            let project = ScratchProject.migrated()
            project.martlet("rollback", "--yes")
            project.replace("migrations/002_create_posts.sql", "(author)", by: "(autor)")
            project.martlet("migrate")
            return project
        }
    }

    @Test func historyVerify() { expectGolden("history/verify", "history --verify") { .migrated() } }

    @Test func historyVerifyAltered() {
        expectGolden("history/altered", "history --verify") {
            let project = ScratchProject.migrated()
            _ = project.sql("UPDATE martlet_migrations SET description = 'Create guests' WHERE version = '001'")
            return project
        }
    }

    @Test func dump() { expectGolden("dump/printed", "dump") { .migrated() } }

    @Test func dumpAbsent() { expectGolden("dump/absent", "dump") }

    @Test func dumpSnapshot() {
        expectGolden("dump/snapshot", "dump --check", "dump", "dump --check") {
            .migrated(settings: ["snapshot: schema.sql"])
        }
    }

    @Test func dumpCheckWithoutAFile() { expectGolden("dump/check-nothing", "dump --check") { .migrated() } }

    @Test func stamp() {
        expectGolden("stamp/new", "stamp 002", "status") {
            .withTables("users (id INTEGER PRIMARY KEY)", "posts (id INTEGER PRIMARY KEY)")
        }
    }

    @Test func stampDryRun() { expectGolden("stamp/dry-run", "stamp 001 -n") { .withTables() } }

    @Test func stampAbsent() { expectGolden("stamp/absent", "stamp 001", "stamp 001 -n", "status") }

    /// The way back from stamping too far, which is only for what was not run.
    @Test func repairStamped() {
        expectGolden(
            "repair/stamped", "stamp 002", "repair 001 --undone --yes", "repair 002 --undone -n",
            "repair 002 --undone --yes", "history --verify --log 3", "migrate", "repair 002 --undone --yes",
            "repair 001 --undone"
        ) { .withTables() }
    }

    @Test func repairNothing() { expectGolden("repair/nothing", "repair --yes") { .migrated() } }

    @Test func repairEdited() {
        expectGolden("repair/edited", "repair --dry-run", "repair 001 --yes", "status") {
            let project = ScratchProject.migrated()
            project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
            return project
        }
    }

    @Test func repairMissing() {
        expectGolden("repair/missing", "repair --yes", "history") {
            let project = ScratchProject.migrated()
            project.folder.remove("migrations/002_create_posts.sql")
            return project
        }
    }

    @Test func repairHalfRun() {
        expectGolden("repair/half-run", "repair 003", "repair 003 --done --yes", "status") {
            let project = ScratchProject.halfRun()
            project.replace("migrations/003_big.sql", "VALUES (1)", by: "VALUES (7)")
            return project
        }
    }

    @Test func new() {
        expectGolden("new/numbered", "new add_likes", "new --down Add-Tags", "new --sections more", "new -n never") {
            ScratchProject()
        }
    }

    @Test func newSeed() { expectGolden("new/seed", "new --seed demo_users") }

    @Test func aSeedForPostgresSpeaksItsSQL() {
        let project = ScratchProject()
        let result = project.martlet("--url", "postgres://nobody@localhost/x", "--seeds", "s", "new", "--seed", "likes")
        expectStatus(result, 0)
        let text = project.folder.read("s/001_likes.sql") ?? ""
        expect(text, contains: "-- INSERT INTO likes (id, name) VALUES\n")
        expect(text, contains: "\n-- (2, 'Sample Item 2')\n-- ON CONFLICT DO NOTHING;\n")
    }

    @Test func newFilesAreTemplates() {
        let project = ScratchProject()
        project.martlet("new", "add_likes")
        project.martlet("new", "--down", "add tags")
        project.martlet("new", "--sections", "more")
        project.martlet("new", "--seed", "likes_seeder")
        var text = ""
        for file in ["003_add_likes.sql", "004_add_tags.sql", "004_add_tags.down.sql", "005_more.sql"] {
            text += "=== migrations/\(file)\n" + (project.folder.read("migrations/\(file)") ?? "(not there)\n")
        }
        text +=
            "=== seeds/001_likes_seeder.sql\n" + (project.folder.read("seeds/001_likes_seeder.sql") ?? "(not there)\n")
        Golden.expect(text.replacing(#/Created: [0-9-]+/#, with: "Created: 2026-01-02"), "new/templates.txt")
    }

    @Test func initWritesAProject() {
        expectGolden("init/new-project", "init", "status") {
            let project = ScratchProject([:])
            for name in ["martlet.yaml", "migrations", "seeds"] { project.folder.remove(name) }
            return project
        }
    }

    @Test func initDryRun() {
        expectGolden("init/dry-run", "init -n") {
            let project = ScratchProject([:])
            for name in ["martlet.yaml", "migrations", "seeds"] { project.folder.remove(name) }
            return project
        }
    }

    @Test func initWritesAProjectForAURL() {
        expectGolden("init/url", "init -n --url sqlite:var/shop.db", "init --url sqlite:var/shop.db", "status") {
            let project = ScratchProject([:])
            for name in ["martlet.yaml", "migrations", "seeds"] { project.folder.remove(name) }
            return project
        }
    }

    @Test func initMakesDatabases() { expectGolden("init/databases", "init -n", "init", "init", "status") }
}

extension ScratchProject {
    /// A project whose database was made by other means.
    fileprivate static func withTables(_ tables: String...) -> ScratchProject {
        let project = ScratchProject()
        for table in tables.isEmpty ? ["users (id INTEGER PRIMARY KEY)"] : tables {
            _ = project.sql("CREATE TABLE \(table)")
        }
        return project
    }
}
