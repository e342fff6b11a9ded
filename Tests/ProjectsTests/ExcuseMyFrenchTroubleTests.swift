import TestSupport
import Testing

/// The troubles of the guide, each with the message that ends it.
@Suite struct ExcuseMyFrenchTroubleTests {
    // MARK: Database is locked

    /// Runs commands while a program has begun a transaction; their exit statuses and what they said.
    private func whileLocked(_ project: ExcuseMyFrench, _ commands: [String]) -> ProgramResult {
        project.python(
            """
            import os, sqlite3, subprocess, sys
            db = sqlite3.connect("data/trends.db", isolation_level=None)
            db.execute("BEGIN IMMEDIATE")
            for command in sys.argv[1].split("|"):
                done = subprocess.run([os.environ["MARTLET"], *command.split()], capture_output=True, text=True)
                print(done.returncode, command)
                print(done.stderr.replace(str(os.getpid()), "PID"))
            """, commands.joined(separator: "|"))
    }

    @Test func whoeverHoldsTheLockIsNamedAndNothingIsChanged() {
        let project = ExcuseMyFrench(.atVersionOne)
        let before = project.content
        let result = whileLocked(project, ["migrate --wait 100ms"])
        expect(result.output, contains: "6 migrate")
        expect(
            result.output, contains: "error[locked]: \(project.path("trends")) is locked; it is open in process PID (")
        expect(result.output, contains: "python3")
        expect(result.output, contains: "002 was not begun, and changed nothing")
        expect(result.output, contains: "wait longer for it: --wait 1m, or lock_timeout: 1m in martlet.yaml")
        #expect(project.content == before && project.versions("trends") == "001")
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test func readingGoesOnMeanwhile() {
        let project = ExcuseMyFrench(.seeded)
        let result = whileLocked(project, ["status --check", "check", "backup --quiet", "history", "dump --check"])
        expectStatus(result, 0)
        #expect(
            result.output.split(separator: "\n").filter { !$0.isEmpty } == [
                "0 status --check", "0 check", "0 backup --quiet", "0 history", "0 dump --check",
            ])
    }

    @Test func aWriterThatIsDoneInTimeIsWaitedFor() {
        let project = ExcuseMyFrench(.atVersionOne)
        let result = project.python(
            """
            import os, sqlite3, subprocess, time
            db = sqlite3.connect("data/trends.db", isolation_level=None)
            db.execute("BEGIN IMMEDIATE")
            martlet = subprocess.Popen([os.environ["MARTLET"], "migrate", "--wait", "30s", "--quiet"])
            time.sleep(0.3)
            assert martlet.poll() is None
            db.execute("COMMIT")
            db.close()
            print(martlet.wait())
            """)
        #expect(result.output == "0\n", "\(result.everything)")
        #expect(project.versions("trends") == "001,002")
    }

    // MARK: Foreign key constraint failed

    @Test func theRowTheKeyAndTheFileAreNamed() {
        let project = ExcuseMyFrench(.seeded)
        let before = project.content("image_library")
        project.folder.write(
            "project/migrations/image_library/003_title_images.sql",
            """
            -- Description: Title images
            INSERT INTO image_collections (id, name) VALUES (40, 'Titles');
            INSERT INTO collection_images (collection_id, image_id) VALUES (40, 1), (40, 4711);

            """)
        let result = project.martlet("migrate", "-d", "image_library")
        expectStatus(result, 1)
        expect(result.error, contains: "error[foreign-keys]: FOREIGN KEY constraint failed")
        expect(result.error, contains: "--> migrations/image_library/003_title_images.sql:3:1")
        expect(result.error, contains: "(image_id = 4711) has no match in image_library\n")
        expect(result.error, contains: "the transaction was undone: 003 changed nothing")
        #expect(project.content("image_library") == before)
        // Put first what it refers to, as the message says, and it runs.
        project.folder.write(
            "project/migrations/image_library/003_title_images.sql",
            """
            INSERT INTO image_library (id, character, emotion, pose, file_path, source)
            VALUES (4711, 'nutsy', 'happy', 'sitting', 'title.png', 'photo');
            INSERT INTO image_collections (id, name) VALUES (40, 'Titles');
            INSERT INTO collection_images (collection_id, image_id) VALUES (40, 1), (40, 4711);

            """)
        expectStatus(project.martlet("migrate", "-d", "image_library"), 0)
    }

    @Test func inASeedTheyAreNamedToo() {
        let project = ExcuseMyFrench(.created)
        project.folder.write(
            "project/seeds/image_library/004_usage.sql",
            "INSERT INTO image_usage (image_id, video_id) VALUES (9, 'v');\n")
        let result = project.martlet("seed", "-d", "image_library")
        expectStatus(result, 1)
        expect(result.error, contains: "--> seeds/image_library/004_usage.sql:1:1")
        expect(result.error, contains: "image_usage row 1 (image_id = 9) has no match in image_library\n")
    }

    @Test func rowsWrittenWithoutForeignKeysAreFound() {
        let project = ExcuseMyFrench(.seeded)
        _ = Program.run(
            [
                "sqlite3", project.path("image_library"),
                "INSERT INTO image_usage (id, image_id, video_id) VALUES (50, 4711, 'v'); "
                    + "INSERT INTO collection_images VALUES (77, 1, 0);",
            ])
        let result = project.martlet("check")
        expectStatus(result, 3)
        expect(
            result.output,
            contains: "collection_images row 6 (collection_id = 77) refers to no row of image_collections")
        expect(result.output, contains: "image_usage row 50 (image_id = 4711) refers to no row of image_library")
        expect(
            result.output,
            contains: "delete the row, or insert what it refers to; it was written without PRAGMA foreign_keys")
        // The others are sound, and said to be.
        #expect(result.output.split(separator: "\n").count { $0.contains("every foreign key has its row") } == 2)
        let json = project.martlet("check", "--json", "-d", "image_library")
        expect(json.output, contains: "\"weight\": \"violation\"")
        _ = project.sql(
            "image_library",
            "DELETE FROM image_usage WHERE id = 50; DELETE FROM collection_images WHERE collection_id = 77")
        expectStatus(project.martlet("check"), 0)
    }

    // MARK: Performance

    @Test func adviceIsGivenAndIsNoFailure() {
        let project = ExcuseMyFrench(.created)
        let clean = project.martlet("check")
        expectStatus(clean, 0)
        #expect(!clean.output.contains("→"))
        _ = project.sql(
            "metrics",
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO video_metrics (video_id, platform, views, timestamp)
            SELECT 'v' || i, 'tiktok', i, datetime(1750000000 + i, 'unixepoch') FROM n;
            """)
        _ = project.sql("image_library", "DROP INDEX idx_image_usage_image_id")
        // Somebody has changed the schema, which is more than advice.
        expectStatus(project.martlet("check"), 3)
        let result = project.martlet("check", "--no-drift")
        expectStatus(result, 0)
        expect(
            result.output, contains: "no statistics on video_metrics (20000 rows): SQLite guesses which index to use")
        expect(result.output, contains: "no index on image_usage (image_id), which refers to image_library")
        expect(result.output, contains: "CREATE INDEX \"image_usage_image_id\" ON \"image_usage\" (\"image_id\");")
        #expect(!result.output.contains("free pages"))
        _ = project.sql("metrics", "ANALYZE; DELETE FROM video_metrics WHERE views > 1500")
        let after = project.martlet("check", "-d", "metrics")
        expectStatus(after, 0)
        expect(after.output, contains: "the statistics on video_metrics are old: it had 20000 rows then, and 1500 now")
        expect(after.output, contains: "free pages\n    → sqlite3 \(project.path("metrics")) VACUUM gives them back")
        _ = project.sql("metrics", "VACUUM; ANALYZE")
        #expect(!project.martlet("check", "-d", "metrics").output.contains("→"))
        let json = project.martlet("check", "--json", "--no-drift", "-d", "image_library")
        expectStatus(json, 0)
        expect(json.output, contains: "\"weight\": \"advice\"")
        expect(json.output, contains: "\"ok\": true")
    }

    @Test func theGuidesIndexesLeaveOneThatCheckAskedFor() {
        let project = ExcuseMyFrench(.atVersionOne)
        let result = project.martlet("check", "-d", "image_library")
        expectStatus(result, 3)
        expect(result.output, contains: "no index on collection_images (image_id), which refers to image_library")
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("check"), 0)
    }

    @Test func aDamagedFileIsAFailure() {
        let project = ExcuseMyFrench(.seeded)
        _ = project.run(
            [
                "sh", "-c",
                "head -c 12288 /dev/zero | tr '\\0' '\\245' | dd of=data/metrics.db bs=4096 seek=3 conv=notrunc",
            ])
        let result = project.martlet("check")
        expectStatus(result, 8)
        expect(result.output, contains: "the file is damaged")
        #expect(result.output.split(separator: "\n").count { $0.contains("the file is sound") } == 2)
    }

    @Test func anEditedMigrationIsNoticed() {
        let project = ExcuseMyFrench(.created)
        project.folder.write(
            "project/migrations/metrics/001_initial_schema.sql", "CREATE TABLE other (id INTEGER PRIMARY KEY);\n")
        expectStatus(project.martlet("check"), 4)
        expectStatus(project.initialize("--check"), 4)
        expectStatus(project.initialize(), 4)
    }
}
