import TestSupport
import Testing

/// What `status` shows of every state a database can be in; it exits 0 whatever it shows.
@Suite struct StatusGoldenTests {
    /// No way is offered that does not exist.
    @Test func missingWithoutAWayBack() {
        expectGolden("status/missing-one-way", "status", "migrate", json: false) {
            let project = ScratchProject()
            project.replace("migrations/002_create_posts.sql", "-- ROLLBACK:\n-- DROP TABLE posts;\n", by: "")
            expectStatus(project.martlet("migrate"), 0)
            project.folder.remove("migrations/002_create_posts.sql")
            return project
        }
    }

    @Test func absent() { expectGolden("status/absent", "status") }

    @Test func empty() {
        expectGolden("status/empty", "status") {
            let project = ScratchProject()
            project.folder.write("app.db", "")
            return project
        }
    }

    @Test func pending() {
        expectGolden("status/pending", "status", "status --check") { ScratchProject.migrated(to: "001") }
    }

    @Test func upToDate() { expectGolden("status/up-to-date", "status", "status --check") { .migrated() } }

    @Test func edited() {
        expectGolden("status/edited", "status", "status --check") {
            let project = ScratchProject.migrated()
            project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
            return project
        }
    }

    @Test func commentsEdited() {
        expectGolden("status/comments-edited", "status", "status --check") {
            let project = ScratchProject.migrated()
            project.replace(
                "migrations/001_create_users.sql", "CREATE TABLE", by: "-- Who may sign in.\nCREATE   TABLE")
            return project
        }
    }

    @Test func missing() {
        expectGolden("status/missing", "status", "status --check") {
            let project = ScratchProject.migrated()
            project.folder.remove("migrations/001_create_users.sql")
            return project
        }
    }

    @Test func outOfOrder() {
        expectGolden("status/out-of-order", "status", "status --check") {
            var files = ScratchProject.twoMigrations
            files["migrations/004_create_tags.sql"] = "CREATE TABLE tags (id INTEGER PRIMARY KEY);\n"
            let project = ScratchProject.migrated(files)
            project.folder.write("migrations/003_between.sql", "-- Late\nCREATE TABLE late (id INTEGER);\n")
            return project
        }
    }

    @Test func failed() {
        expectGolden("status/failed", "status", "status --check") {
            let project = ScratchProject()
            project.replace("migrations/002_create_posts.sql", "(author)", by: "(autor)")
            project.martlet("migrate")
            return project
        }
    }

    /// A row of what failed has no time at which it was applied.
    @Test func historyOfWhatFailed() {
        let project = ScratchProject([
            "migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\n", "migrations/002_b.sql": "CREATE TABLE a (id);\n",
        ])
        expectStatus(project.martlet("migrate"), 1)
        let lines = project.martlet("history").output.split(separator: "\n")
        #expect(lines.count(where: { $0.contains(#/✓ applied +001 +a +[0-9]{4}-/#) }) == 1, "\(lines)")
        #expect(lines.count(where: { $0.contains(#/✗ failed +002 +b +failed [0-9]{4}-/#) }) == 1, "\(lines)")
    }

    @Test func halfRun() {
        expectGolden("status/half-run", "status", "status --check") { .halfRun() }
    }

    @Test func recorded() {
        expectGolden("status/recorded", "status", "status --check") {
            let project = ScratchProject.migrated()
            project.folder.write(
                "migrations/003_by_itself.sql",
                """
                CREATE TABLE itself (id INTEGER PRIMARY KEY);
                INSERT INTO martlet_migrations (version, description) VALUES ('003', 'Records itself');

                """)
            project.martlet("migrate")
            _ = project.sql("INSERT INTO martlet_migrations (version, description) VALUES ('000', 'By a script')")
            return project
        }
    }

    @Test func migrationForAnotherEnvironment() {
        expectGolden("status/skipped", "status", json: false) {
            let project = ScratchProject()
            project.folder.write("migrations/003_dev.sql", "-- martlet: environment=dev\nCREATE TABLE dev (x);\n")
            project.martlet("migrate")
            return project
        }
    }

    @Test func seeds() {
        expectGolden("status/seeds", "status") {
            let project = ScratchProject(ScratchProject.seeded)
            project.martlet("setup")
            project.folder.write("seeds/003_demo.sql", "-- Demo\nINSERT INTO users VALUES (20, 'Eve');\n")
            project.folder.write(
                "seeds/004_dev.sql",
                "-- Only here\n-- martlet: environment=dev\nINSERT INTO users VALUES (21, 'Fay');\n")
            project.replace("seeds/001_users.sql", "'Dan'", by: "'Dani'")
            project.folder.remove("seeds/002_posts.sql")
            return project
        }
    }

    @Test func severalDatabases() {
        expectGolden("status/several-databases", "status", "migrate -d main", "status") {
            ScratchProject(
                configuration: """
                    project: shop
                    databases:
                      main:
                        url: sqlite:main.db
                        migrations: main
                      trends:
                        url: sqlite:trends.db
                        migrations: trends
                      broken:
                        url: sqlite:broken.db
                        migrations: main

                    """,
                [
                    "main/001_items.sql": "CREATE TABLE items (id INTEGER PRIMARY KEY);\n",
                    "trends/20260101093000_words.sql": "CREATE TABLE words (word TEXT);\n",
                    "broken.db": "this is no database, however long one looks at it; not at all\n",
                ])
        }
    }
}
