import TestSupport
import Testing

/// The commands of CloneGallery's document, through its wrappers.
@Suite struct CloneGalleryCommandTests {
    @Test func setupMakesEverythingAndThenNothing() {
        let gallery = CloneGallery(setUp: false)
        let first = gallery.run("manage", "setup")
        expectStatus(first, 0)
        #expect(first.output.contains("at 003, 3 applied, 6 seeded"), "\(first.output)")
        let before = gallery.content
        let second = gallery.run("manage", "setup")
        expectStatus(second, 0)
        #expect(second.output.contains("up to date at 003"), "\(second.output)")
        #expect(gallery.content == before)
        #expect(gallery.folder.names() == ["gallery.db"])
    }

    @Test func initIsTheOldNameOfSetup() {
        let gallery = CloneGallery(setUp: false)
        expectStatus(gallery.run("init"), 0)
        #expect(gallery.sql("SELECT count(*) FROM images") == "8")
        expectStatus(gallery.run("init", "--json"), 0)
        expectStatus(gallery.run("init", "something"), 2)
        expectStatus(gallery.run("init", "--help"), 0)
    }

    @Test func migrateAndSeedAreApart() {
        let gallery = CloneGallery(setUp: false)
        expectStatus(gallery.run("manage", "seed"), 5)
        expectStatus(gallery.run("manage", "migrate"), 0)
        #expect(gallery.sql("SELECT count(*) FROM users") == "0")
        #expect(gallery.sql("SELECT group_concat(version) FROM migrations WHERE success") == "001,002,003")
        expectStatus(gallery.run("manage", "seed"), 0)
        #expect(gallery.sql("SELECT count(*) FROM users") == "5")
        #expect(gallery.sql("SELECT count(*) FROM seeders WHERE name LIKE '%\\_seeder' ESCAPE '\\'") == "6")
    }

    @Test func forceRunsSeedersAgain() {
        let gallery = CloneGallery()
        _ = gallery.sql("DELETE FROM analytics WHERE id > 5; DELETE FROM images WHERE id = 'image-002'")
        let plain = gallery.run("seed", "seed")
        expectStatus(plain, 0)
        #expect(gallery.sql("SELECT count(*) FROM analytics") == "5")
        for wrapper in ["seed", "manage"] {
            let forced = gallery.run(wrapper, "seed", "--force")
            expectStatus(forced, 0)
            #expect(forced.output.contains("6 seeded"), "\(forced.output)")
        }
        #expect(gallery.sql("SELECT count(*) FROM analytics; SELECT count(*) FROM images") == "15\n8")
        #expect(gallery.sql(gallery.contradictions) == "")
    }

    @Test(arguments: ["manage", "migrate", "seed"])
    func statusShowsMigrationsAndSeedersAndChangesNothing(_ wrapper: String) {
        let empty = CloneGallery(setUp: false)
        let absent = empty.run(wrapper, "status")
        expectStatus(absent, 0)
        #expect(absent.output.contains("3 pending") && absent.output.contains("6 seeds to run"), "\(absent.output)")
        expectStatus(empty.run(wrapper, "status", "--check"), 3)
        #expect(empty.folder.names().isEmpty)
        let gallery = CloneGallery()
        let status = gallery.run(wrapper, "status", "--check")
        expectStatus(status, 0)
        for name in ["Initial schema", "Add indexes", "Add triggers", "001_users_seeder", "006_analytics_seeder"] {
            #expect(status.output.contains(name), "\(status.output)")
        }
    }

    @Test(arguments: ["manage", "seed"])
    func resetClearsAllDataAfterAsking(_ wrapper: String) {
        let gallery = CloneGallery()
        let before = gallery.content
        let refused = gallery.run(wrapper, "reset", input: "yes\n")
        expectStatus(refused, 7)
        #expect(refused.error.contains("will be lost"), "\(refused.error)")
        #expect(gallery.content == before)
        expectStatus(gallery.run(wrapper, "reset", "--yes"), 0)
        #expect(gallery.sql("SELECT count(*) FROM users; SELECT count(*) FROM seeders") == "0\n0")
        #expect(gallery.sql("SELECT count(*) FROM migrations WHERE success") == "3")
        // As the document has it: from nothing again.
        expectStatus(gallery.run("manage", "setup"), 0)
        #expect(gallery.content == before)
    }

    @Test func rollbackTakesAVersionAndAllAfterIt() {
        let gallery = CloneGallery()
        expectStatus(gallery.run("migrate", "rollback", "002"), 7)
        expectStatus(gallery.run("migrate", "rollback", "2", "--yes"), 2)
        let result = gallery.run("migrate", "rollback", "002", "--yes")
        expectStatus(result, 0)
        #expect(gallery.sql("SELECT group_concat(version) FROM migrations") == "001")
        #expect(gallery.sql("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger') OR name LIKE 'idx%'") == "0")
        #expect(gallery.sql("SELECT count(*) FROM images") == "8")
        expectStatus(gallery.run("migrate", "migrate"), 0)
        #expect(gallery.sql(gallery.contradictions) == "")
        expectStatus(gallery.run("migrate", "status", "--check"), 0)
    }

    @Test func aWrongWordPrintsTheUsage() {
        let gallery = CloneGallery(setUp: false)
        for (wrapper, words) in [("manage", "rollback"), ("migrate", "seed"), ("seed", "migrate"), ("manage", "")] {
            let result = words.isEmpty ? gallery.run(wrapper) : gallery.run(wrapper, words)
            expectStatus(result, 2)
            #expect(result.error.hasPrefix("Usage: \(wrapper) COMMAND") && result.output.isEmpty)
            expectStatus(gallery.run(wrapper, "--help"), 0)
        }
        #expect(gallery.folder.names().isEmpty)
    }

    @Test func wrappersWorkFromAnyFolderAndThroughLinks() {
        let gallery = CloneGallery(copy: true, setUp: false)
        gallery.folder.write("bin/keep", "")
        for wrapper in ["manage", "migrate", "seed", "init"] {
            _ = Program.run(["ln", "-s", gallery.root + "/" + wrapper, gallery.folder.path("bin/" + wrapper)])
        }
        let environment = gallery.environment.merging(["CLONEGALLERY_DB": ""]) { $1 }
        for (command, folder) in [
            (["bin/init"], gallery.folder.path),
            (["../../bin/manage", "status", "--check"], gallery.root + "/queries"),
            (["bin/seed", "status", "--check"], gallery.folder.path),
            (["./migrate", "status", "--check"], gallery.root),
        ] {
            expectStatus(Program.run(command, in: folder, environment: environment), 0)
        }
        // Without the variable the database is in the project, whatever the folder.
        #expect(gallery.folder.has("project/data/clonegallery.db"))
        #expect(gallery.folder.names() == ["bin", "project"])
    }

    @Test func withoutABinaryTheWrapperSaysSo() {
        let gallery = CloneGallery(setUp: false)
        let result = Program.run(
            [gallery.root + "/manage", "status"],
            environment: gallery.environment.merging(["MARTLET": "/no/martlet"]) { $1 })
        expectStatus(result, 2)
        #expect(result.error.contains("make build"), "\(result.error)")
    }

    @Test func theDocumentsOwnExampleRecordsItself() {
        let gallery = CloneGallery(copy: true)
        gallery.folder.write(
            "project/migrations/004_add_new_feature.sql",
            """
            -- Migration: 004_add_new_feature.sql
            -- Description: Add new feature table
            -- Created: 2024-12-19

            CREATE TABLE new_feature (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL
            );

            INSERT INTO migrations (version, description) VALUES ('004', 'Add new feature table');

            """)
        expectStatus(gallery.run("migrate", "migrate"), 0)
        let row = gallery.sql(
            "SELECT version, description, success, checksum LIKE 'v1:sha256:%', applied_by <> '' FROM migrations "
                + "WHERE version = '004'")
        #expect(row == "004|Add new feature table|1|1|1")
        #expect(gallery.sql("SELECT count(*) FROM migrations") == "4")
        expectStatus(gallery.run("manage", "status", "--check"), 0)
        expectStatus(gallery.run("manage", "migrate"), 0)
        expectStatus(gallery.martlet("history", "--verify"), 0)
    }

    @Test func theNextSeederComesFromATemplate() {
        let gallery = CloneGallery(copy: true)
        expectStatus(gallery.martlet("new", "add_new_feature"), 0)
        #expect(gallery.folder.has("project/migrations/004_add_new_feature.sql"))
        gallery.folder.write(
            "project/migrations/004_add_new_feature.sql",
            "-- Description: Add new feature table\nCREATE TABLE new_table (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
        )
        expectStatus(gallery.run("manage", "migrate"), 0)
        expectStatus(gallery.martlet("new", "--seed", "new_table_seeder"), 0)
        let template = gallery.folder.read("project/seeders/007_new_table_seeder.sql") ?? ""
        #expect(template.hasPrefix("-- Seeder: 007_new_table_seeder.sql\n-- Description: "), "\(template)")
        #expect(template.contains("INSERT OR IGNORE INTO new_table (id, name) VALUES"), "\(template)")
        gallery.folder.write(
            "project/seeders/007_new_table_seeder.sql",
            """
            -- Seeder: 007_new_table_seeder.sql
            -- Description: Seed new table with sample data

            INSERT OR IGNORE INTO new_table (id, name) VALUES
            (1, 'Sample Item 1'),
            (2, 'Sample Item 2');

            """)
        expectStatus(gallery.run("seed", "seed"), 0)
        expectStatus(gallery.run("seed", "seed", "--force"), 0)
        #expect(gallery.sql("SELECT count(*) FROM new_table; SELECT count(*) FROM seeders") == "2\n7")
    }

    @Test func backupAndRestoreBringBackWhatWasLost() {
        let gallery = CloneGallery()
        let before = gallery.content
        let backup = gallery.folder.path("before.db")
        expectStatus(gallery.run("manage", "backup", "--output", "before.db"), 0)
        #expect(SQLiteClient.query(backup, "SELECT count(*) FROM images; PRAGMA integrity_check") == "8\nok\n")
        expectStatus(gallery.run("manage", "backup"), 0)
        #expect(gallery.folder.names(in: "backups").contains { $0.hasSuffix(".db") })
        _ = gallery.sql("DELETE FROM users")
        expectStatus(gallery.run("manage", "restore", "before.db"), 7)
        #expect(gallery.sql("SELECT count(*) FROM users") == "0")
        expectStatus(gallery.run("manage", "restore", "before.db", "--yes"), 0)
        #expect(gallery.content == before)
        expectStatus(gallery.run("manage", "status", "--check"), 0)
    }
}
