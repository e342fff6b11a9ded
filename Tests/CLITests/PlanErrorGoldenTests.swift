import TestSupport
import Testing

/// Errors of files against each other and against the history, each provoked: what a user reads.
@Suite struct PlanErrorGoldenTests {
    /// A migrated project with one more file.
    private static func project(_ text: String, _ name: String = "003_third.sql") -> ScratchProject {
        let project = ScratchProject.migrated()
        project.folder.write("migrations/" + name, text)
        return project
    }

    @Test func dependency() {
        expectGolden("errors/dependency", "migrate", json: false) { Self.project("-- Depends: 009\nSELECT 1;\n") }
    }

    @Test func dependencyCycle() {
        expectGolden("errors/dependency-cycle", "migrate", json: false) {
            let project = Self.project("-- Depends: 004\nSELECT 1;\n")
            project.folder.write("migrations/004_fourth.sql", "-- Depends: 003\nSELECT 1;\n")
            return project
        }
    }

    @Test func duplicateVersion() {
        expectGolden("errors/duplicate-version", "migrate", json: false) { Self.project("SELECT 1;\n", "2_other.sql") }
    }

    @Test func strayFile() {
        expectGolden("errors/stray-file", "migrate", json: false) { Self.project("SELECT 1;\n", "notes.sql") }
    }

    @Test func layout() {
        expectGolden("errors/layout", "migrate", json: false) {
            ScratchProject([
                "migrations/9_create_users.up.sql": "SELECT 1;\n", "migrations/10_add_email.up.sql": "SELECT 1;\n",
            ])
        }
    }

    @Test func missing() {
        expectGolden("errors/missing", "migrate", json: false) {
            ScratchProject.migrated().without("migrations/002_create_posts.sql")
        }
    }

    @Test func outOfOrder() {
        expectGolden("errors/out-of-order", "migrate", json: false) {
            let files = ["migrations/001_a.sql": "SELECT 1;\n", "migrations/003_c.sql": "SELECT 1;\n"]
            let project = ScratchProject.migrated(files)
            project.folder.write("migrations/002_b.sql", "SELECT 1;\n")
            return project
        }
    }

    @Test func notInATransaction() {
        expectGolden("errors/not-in-transaction", "migrate", json: false) { Self.project("SELECT 1;\nVACUUM;\n") }
    }

    @Test func transactionControl() {
        expectGolden("errors/transaction-control", "migrate", json: false) { Self.project("SELECT 1;\nCOMMIT;\n") }
    }

    @Test func rowsLost() {
        expectGolden("errors/rows-lost", "migrate", json: false) {
            let project = Self.project(
                """
                CREATE TABLE users_new (id INTEGER PRIMARY KEY);
                CREATE TABLE posts_new (id INTEGER PRIMARY KEY);
                DROP TABLE posts;
                ALTER TABLE posts_new RENAME TO posts;
                DROP TABLE users;
                ALTER TABLE users_new RENAME TO users;

                """)
            _ = project.sql("INSERT INTO posts VALUES (1, 1)")
            return project
        }
    }

    @Test func statementTimeout() {
        expectGolden("errors/statement-timeout", "migrate", json: false) {
            Self.project(
                "-- martlet: statement_timeout=10ms\n"
                    + "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c;\n")
        }
    }

    @Test func historyOfANewerMartlet() {
        expectGolden("errors/history-newer", "migrate", json: false) {
            let project = ScratchProject.migrated()
            _ = project.sql("ALTER TABLE martlet_migrations ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'")
            return project
        }
    }

    @Test func adoption() {
        expectGolden("errors/adoption", "adopt --prove", json: false) {
            let project = ScratchProject([
                "migrations/1_users.up.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY);\n",
                "migrations/2_posts.up.sql": "CREATE TABLE posts (id INTEGER PRIMARY KEY);\n",
                "migrations/3_tags.up.sql": "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n",
            ])
            _ = project.sql(
                """
                CREATE TABLE users (id INTEGER PRIMARY KEY);
                CREATE TABLE tags (id INTEGER PRIMARY KEY);
                CREATE TABLE schema_migrations (version uint64, dirty bool);
                INSERT INTO schema_migrations VALUES (3, 0);
                """)
            return project
        }
    }

    @Test func historyElsewhere() {
        expectGolden("errors/history-elsewhere", "migrate", json: false) {
            let project = ScratchProject.migrated()
            project.replace(
                "martlet.yaml", "    url:",
                by: "    tables: {history: changes, log: changes_log, seeds: changes_seeds}\n    url:")
            return project
        }
    }

    @Test func encrypted() {
        expectGolden("errors/encrypted", "status", json: false) {
            let project = ScratchProject()
            _ = Program.run(["dd", "if=/dev/urandom", "of=\(project.database)", "bs=4096", "count=2"])
            return project
        }
    }
}
