import TestSupport
import Testing

/// What the commands that change a database say.
@Suite struct RunGoldenTests {
    @Test func migrate() { expectGolden("migrate/all", "migrate") }

    @Test func migrateNothingToDo() { expectGolden("migrate/nothing-to-do", "migrate") { .migrated() } }

    @Test func migrateTarget() { expectGolden("migrate/target", "migrate --to 001") }

    @Test func migrateDryRun() { expectGolden("migrate/dry-run", "migrate --dry-run") }

    @Test func migrateFailsInTheMiddle() {
        expectGolden("migrate/sql-error", "migrate", "status") {
            let project = ScratchProject()
            project.folder.write("migrations/003_third.sql", "CREATE TABLE third (id INTEGER);\n")
            project.replace(
                "migrations/002_create_posts.sql", "REFERENCES users (id)", by: "REFERENCES users (id) é漢,,")
            return project
        }
    }

    @Test func migrateStopsWithoutATransaction() {
        expectGolden("migrate/half-run", "migrate", "migrate") {
            let project = ScratchProject.halfRun()
            project.replace("migrations/003_big.sql", "bigg", by: "big")
            project.replace("migrations/003_big.sql", "VALUES (1)", by: "VALUES (7)")
            return project
        }
    }

    @Test func migrateGoesOnWithoutATransaction() {
        expectGolden("migrate/goes-on", "migrate", "status") {
            let project = ScratchProject.halfRun()
            _ = project.sql("CREATE TABLE bigg (id INTEGER)")
            return project
        }
    }

    @Test func migrateEdited() {
        expectGolden("migrate/edited", "migrate") {
            let project = ScratchProject.migrated(to: "001")
            project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
            return project
        }
    }

    @Test func migrateForeignKeys() {
        expectGolden("migrate/foreign-keys", "migrate") {
            let project = ScratchProject()
            project.folder.write("migrations/003_orphan.sql", "INSERT INTO posts VALUES (1, 99);\n")
            return project
        }
    }

    @Test func plan() { expectGolden("plan/pending", "plan") }

    @Test func planNothingToDo() { expectGolden("plan/nothing-to-do", "plan") { .migrated() } }

    @Test func planKinds() {
        expectGolden("plan/kinds", "plan") {
            ScratchProject([
                "migrations/001_rebuild.sql": """
                CREATE TABLE a (id INTEGER PRIMARY KEY);
                CREATE TABLE a_new (id INTEGER PRIMARY KEY, name TEXT);
                INSERT INTO a_new (id) SELECT id FROM a;
                DROP TABLE a;
                ALTER TABLE a_new RENAME TO a;

                """,
                "migrations/002_vacuum.sql": "-- martlet: transaction=none\nVACUUM;\n",
                "migrations/003_nothing.sql": "-- martlet: empty\n-- A place kept free\n",
                "migrations/004_long.sql":
                    "CREATE TABLE long (\n    a TEXT, -- the first\n    b TEXT DEFAULT 'ünïcödé',\n"
                    + (0..<40).map { "    column_number_\($0) TEXT" }.joined(separator: ",\n") + "\n);\n",
            ])
        }
    }

    @Test func rollback() { expectGolden("rollback/last", "rollback --yes") { .migrated() } }

    @Test func rollbackVersion() { expectGolden("rollback/version", "rollback 001 --yes", "status") { .migrated() } }

    @Test func rollbackOfWhatSeedsHaveFilled() {
        expectGolden("rollback/seeded", "rollback --yes", json: false) { .setUp() }
    }

    @Test func rollbackDryRun() { expectGolden("rollback/dry-run", "rollback --to 001 --dry-run") { .migrated() } }

    @Test func rollbackWithoutConfirmation() { expectGolden("rollback/refused", "rollback 001") { .migrated() } }

    @Test func rollbackProtected() {
        expectGolden("rollback/protected", "rollback 001 --yes") { .migrated(settings: ["protected: true"]) }
    }

    @Test func rollbackIrreversible() {
        expectGolden("rollback/irreversible", "rollback --yes") {
            .migrated(["migrations/001_a.sql": "-- martlet: irreversible\nCREATE TABLE a (id INTEGER);\n"])
        }
    }

    @Test func rollbackAbsent() { expectGolden("rollback/absent", "rollback --yes") }

    @Test func redo() { expectGolden("redo", "redo --yes") { .migrated() } }

    /// Once more, `redo` would undo what comes before.
    @Test func redoFailsOnItsWayForward() {
        expectGolden("redo/failed-forward", "redo --yes", json: false) {
            let project = ScratchProject.migrated()
            project.folder.write("migrations/002_create_posts.sql", "CREATE TABLE posts (id INTEGER CHECK (nope));\n")
            return project
        }
    }

    @Test func seed() { expectGolden("seed/all", "seed") { .migrated(ScratchProject.seeded) } }

    @Test func seedAgain() {
        expectGolden("seed/again", "seed", "seed", "seed --force") { .migrated(ScratchProject.seeded) }
    }

    @Test func seedDryRun() { expectGolden("seed/dry-run", "seed -n") { .migrated(ScratchProject.seeded) } }

    @Test func seedBeforeMigrate() {
        expectGolden("seed/pending-migrations", "seed") { .migrated(to: "001", ScratchProject.seeded) }
    }

    @Test func seedFails() {
        expectGolden("seed/sql-error", "seed", "status") {
            let project = ScratchProject.migrated(ScratchProject.seeded)
            project.replace("seeds/002_posts.sql", "(3, 1)", by: "(3, nobody)")
            return project
        }
    }

    @Test func setup() { expectGolden("setup/new", "setup", "setup") { ScratchProject(ScratchProject.seeded) } }

    @Test func setupDryRun() { expectGolden("setup/dry-run", "setup -n") { ScratchProject(ScratchProject.seeded) } }

    @Test func reset() { expectGolden("reset/migrated", "reset --yes") { .setUp() } }

    @Test func resetSeed() { expectGolden("reset/seed", "reset --seed --yes") { .setUp() } }

    @Test func resetEmpty() { expectGolden("reset/empty", "reset --empty --yes", "status") { .setUp() } }

    @Test func redoDryRun() { expectGolden("redo/dry-run", "redo --steps 2 --dry-run") { .migrated() } }

    @Test func resetSeedDryRun() { expectGolden("reset/seed-dry-run", "reset --seed --dry-run") { .setUp() } }

    @Test func resetDryRun() { expectGolden("reset/dry-run", "reset --dry-run") { .setUp() } }

    @Test func resetRefused() { expectGolden("reset/refused", "reset") { .setUp() } }

    @Test func resetFails() {
        expectGolden("reset/sql-error", "reset --seed --yes", "status") {
            let project = ScratchProject.setUp()
            _ = project.sql("CREATE TABLE mine (x); INSERT INTO mine VALUES (7)")
            project.folder.write("migrations/003_mine.sql", "ALTER TABLE mine ADD COLUMN y;\n")
            expectStatus(project.martlet("migrate"), 0)
            return project
        }
    }

    @Test func resetFailsWithoutATransaction() {
        expectGolden("reset/half-run", "reset --yes", json: false) {
            let project = ScratchProject.setUp()
            _ = project.sql("CREATE TABLE mine (x); INSERT INTO mine VALUES (7)")
            project.folder.write(
                "migrations/003_mine.sql",
                "-- martlet: transaction=none\nCREATE TABLE other (x);\nALTER TABLE mine ADD COLUMN y;\n")
            expectStatus(project.martlet("migrate"), 0)
            return project
        }
    }

    @Test func resetAbsent() { expectGolden("reset/absent", "reset", "reset --dry-run", "reset --yes") }
}
