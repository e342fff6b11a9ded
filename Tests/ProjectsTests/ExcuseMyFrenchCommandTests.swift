import TestSupport
import Testing

/// The commands of the guide: `init_databases` and its flags.
@Suite struct ExcuseMyFrenchCommandTests {
    @Test func withoutAFlagAllThreeAreCreatedAndThenNothingChanges() {
        let project = ExcuseMyFrench()
        let first = project.initialize()
        expectStatus(first, 0)
        expect(first.output, contains: "trends: at 002, 2 applied")
        expect(first.output, contains: "metrics: at 001, 1 applied")
        expect(first.output, contains: "image_library: at 002, 2 applied")
        #expect(project.names("data") == ["backups", "image_library.db", "metrics.db", "trends.db"])
        // There was nothing to back up.
        #expect(project.names("data/backups").isEmpty)
        #expect(ExcuseMyFrench.databases.map(project.versions) == ["001,002", "001", "001,002"])
        let files = project.run(["sha256sum", "data/trends.db", "data/metrics.db", "data/image_library.db"]).output
        for _ in 0..<2 {
            let again = project.initialize()
            expectStatus(again, 0)
            expect(again.output, contains: "trends: up to date at 002\nmetrics: up to date at 001\n")
        }
        #expect(
            project.run(["sha256sum", "data/trends.db", "data/metrics.db", "data/image_library.db"]).output == files)
        #expect(project.names("data").count == 4)
    }

    @Test func whatIsMissingIsMadeAndTheRestStays() {
        let project = ExcuseMyFrench(.seeded)
        _ = project.run(["rm", "data/metrics.db"])
        let before = (project.content("trends"), project.content("image_library"))
        expectStatus(project.initialize(), 0)
        #expect((project.content("trends"), project.content("image_library")) == before)
        #expect(project.versions("metrics") == "001")
    }

    @Test func checkShowsTheStateOfEachAndChangesNothing() {
        let project = ExcuseMyFrench()
        let absent = project.initialize("--check")
        expectStatus(absent, 3)
        for name in ExcuseMyFrench.databases { expect(absent.output, contains: "data/\(name).db  not created yet") }
        #expect(!project.folder.has("project/data"))
        expectStatus(project.initialize(), 0)
        // Sample data is no part of a complete database.
        let complete = project.initialize("--check")
        expectStatus(complete, 0)
        #expect(complete.output.split(separator: "\n").count { $0.hasSuffix("up to date") } == 3)
        expectStatus(project.martlet("rollback", "002", "-d", "trends", "--yes"), 0)
        let pending = project.initialize("--check")
        expectStatus(pending, 3)
        expect(pending.output, contains: "1 pending")
        expectStatus(project.initialize("--check", "-d", "metrics"), 0)
        let json = project.initialize("--json", "--check")
        expectStatus(json, 3)
        expect(json.output, contains: "\"command\": \"status\"")
        _ = project.run(["sh", "-c", "head -c 8192 /dev/urandom > data/metrics.db"])
        expectStatus(project.initialize("--check", "-d", "metrics"), 8)
    }

    @Test func seedFillsInSampleDataOnce() {
        let project = ExcuseMyFrench()
        let first = project.initialize("--seed")
        expectStatus(first, 0)
        expect(first.output, contains: "image_library: at 002, 2 applied, 3 seeded")
        for (database, table, rows) in [
            ("trends", "trending_topics", 8), ("trends", "search_history", 6), ("metrics", "video_metadata", 5),
            ("metrics", "video_metrics", 10), ("image_library", "image_library", 8),
            ("image_library", "image_usage", 7), ("image_library", "image_collections", 3),
            ("image_library", "collection_images", 5),
        ] {
            #expect(project.sql(database, "SELECT count(*) FROM \(table)") == "\(rows)", "\(table)")
        }
        let before = project.content
        expectStatus(project.initialize("--seed"), 0)
        expectStatus(project.martlet("seed", "--force", "--environment", "sample"), 0)
        #expect(project.content == before)
        // Without Martlet: each seed is a script that the client loads as well.
        for database in ExcuseMyFrench.databases {
            for name in project.names("seeds/\(database)") {
                expectStatus(project.attempt(database, ".read \(project.root)/seeds/\(database)/\(name)\n"), 0)
            }
        }
        #expect(project.content == before)
        #expect(
            project.sql("image_library", "SELECT group_concat(usage_count) FROM image_library") == "1,2,0,0,2,1,1,0")
    }

    @Test func sampleDataBelongsTogether() {
        let project = ExcuseMyFrench(.seeded)
        let answer = project.sql(
            "trends",
            """
            ATTACH '\(project.path("metrics"))' AS metrics;
            ATTACH '\(project.path("image_library"))' AS images;
            SELECT 'topic', topic FROM metrics.video_metadata EXCEPT SELECT 'topic', topic FROM trending_topics;
            SELECT 'video', video_id FROM images.image_usage EXCEPT SELECT 'video', video_id FROM metrics.video_metadata;
            SELECT 'video', video_id FROM metrics.video_metrics EXCEPT SELECT 'video', video_id FROM metrics.video_metadata;
            SELECT 'rate', video_id FROM metrics.video_metrics
            WHERE abs(engagement_rate - (likes + comments + shares + saves) * 1.0 / views) > 0.0001;
            SELECT count(*), sum(used_flag), count(DISTINCT source) FROM trending_topics;
            SELECT count(DISTINCT status), count(DISTINCT video_id) FROM metrics.video_metadata;
            SELECT count(DISTINCT source), count(DISTINCT format), count(DISTINCT character) FROM images.image_library;
            """)
        #expect(answer == "8|3|3\n4|5\n4|3|2")
    }

    @Test func noOtherCommandTakesSampleDataAlong() {
        let project = ExcuseMyFrench()
        expectStatus(project.martlet("setup"), 0)
        let seed = project.martlet("seed")
        expectStatus(seed, 0)
        expect(seed.output, contains: "trends: 2 seeds are for another environment (sample), nothing to do")
        #expect(project.sql("trends", "SELECT count(*) FROM trending_topics") == "0")
        expectStatus(project.martlet("seed", "--environment", "sample"), 0)
        #expect(project.sql("trends", "SELECT count(*) FROM trending_topics") == "8")
    }

    // MARK: Reset

    @Test func resetWithoutATerminalRefusesAndSaysWhatWouldBeLost() {
        let project = ExcuseMyFrench(.seeded)
        let before = project.content
        let refused = project.initialize("--reset")
        expectStatus(refused, 7)
        expect(refused.error, contains: "reset trends, metrics, image_library needs a confirmation")
        expect(refused.error, contains: "trends: 2 tables with 14 rows will be lost")
        expect(refused.error, contains: "image_library: 4 tables with 23 rows will be lost")
        #expect(project.content == before)
        #expect(project.names("data/backups").isEmpty)
    }

    @Test(arguments: [("y", true), ("n", false)]) func resetOnATerminalAsksOnce(_ answer: String, _ isReset: Bool) {
        let project = ExcuseMyFrench(.seeded)
        let before = project.content
        let result = PseudoTerminal.run(
            program: [project.root + "/scripts/init_databases", "--reset"], in: project.root,
            answers: [("[y/N]", answer + "\\n")], environment: project.environment)
        #expect(result.status == (isReset ? 0 : 7), "\(result.everything)")
        expect(result.output, contains: "metrics: 2 tables with 15 rows will be lost")
        expect(result.output, contains: "reset trends, metrics, image_library? [y/N] ")
        #expect((project.content == before) == !isReset)
        #expect(project.sql("trends", "SELECT count(*) FROM trending_topics") == (isReset ? "0" : "8"))
    }

    @Test func resetDeletesAllDataAndCreatesTheDatabasesAnew() {
        let project = ExcuseMyFrench(.seeded)
        _ = project.sql("trends", "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
        expectStatus(project.initialize("--reset", "--yes"), 0)
        #expect(
            project.sql("trends", "SELECT count(*) FROM trending_topics; SELECT count(*) FROM search_history") == "0\n0"
        )
        #expect(project.sql("trends", "SELECT count(*) FROM sqlite_schema WHERE name = 'mine'") == "0")
        expectStatus(project.initialize("--check"), 0)
        // What was lost is in the backups that came before.
        let backup = project.names("data/backups").first { $0.hasPrefix("trends_before_reset_") } ?? "none"
        expectStatus(project.martlet("restore", "data/backups/" + backup, "--yes"), 0)
        #expect(project.sql("trends", "SELECT x FROM mine") == "1")
        expectStatus(project.initialize("--reset", "--seed", "--yes"), 0)
        #expect(project.sql("trends", "SELECT count(*) FROM trending_topics") == "8")
        expectStatus(project.initialize("--yes", "--reset", "-d", "metrics"), 0)
        #expect(project.sql("metrics", "SELECT count(*) FROM video_metrics") == "0")
        #expect(project.sql("trends", "SELECT count(*) FROM trending_topics") == "8")
    }

    // MARK: How it is called

    @Test(arguments: ["python", "python3"]) func theGuidesOwnCommandsWork(_ python: String) {
        guard Program.isInstalled(python) else {
            // Debian has no `python` unless it is asked for; the file then stands by itself.
            let project = ExcuseMyFrench()
            expectStatus(project.run(["scripts/init_databases.py"]), 0)
            return
        }
        let project = ExcuseMyFrench()
        let script = [python, "scripts/init_databases.py"]
        expectStatus(project.run(script + ["--check"]), 3)
        expectStatus(project.run(script), 0)
        expectStatus(project.run(script + ["--check"]), 0)
        expectStatus(project.run(script + ["--seed"]), 0)
        #expect(project.sql("metrics", "SELECT count(*) FROM video_metrics") == "10")
        expectStatus(project.run(script + ["--reset"]), 7)
        expectStatus(project.run(script + ["--reset", "--yes"]), 0)
        #expect(project.sql("metrics", "SELECT count(*) FROM video_metrics") == "0")
        let help = project.run(script + ["--help"])
        expectStatus(help, 0)
        for flag in ["--check", "--seed", "--reset"] { expect(help.output, contains: flag) }
        _ = project.run(["chmod", "-x", "scripts/init_databases"])
        let broken = project.run(script)
        #expect(broken.status != 0)
    }

    @Test func wrongWordsAreRefused() {
        let project = ExcuseMyFrench()
        for arguments in [["--check", "--seed"], ["--reset", "--check"], ["--chekc"], ["something"]] {
            let result = project.run([project.root + "/scripts/init_databases"] + arguments)
            expectStatus(result, 2)
            #expect(result.output.isEmpty && !result.error.isEmpty)
        }
        let dry = project.initialize("--dry-run")
        expectStatus(dry, 0)
        expect(dry.output, contains: "trends: 2 steps, 10 statements; nothing was changed")
        #expect(ExcuseMyFrench.databases.allSatisfy { !project.folder.has("project/data/\($0).db") })
        #expect(!project.folder.has("project/data"))
    }

    @Test func itWorksFromAnyFolderAndThroughLinks() {
        let project = ExcuseMyFrench()
        project.folder.makeFolders(["bin", "elsewhere"])
        for name in ["init_databases", "init_databases.py"] {
            _ = Program.run(["ln", "-s", "\(project.root)/scripts/\(name)", project.folder.path("bin/\(name)")])
        }
        for program in ["init_databases", "init_databases.py"] {
            let result = Program.run(
                ["../bin/" + program], in: project.folder.path("elsewhere"), environment: project.environment)
            expectStatus(result, 0)
        }
        #expect(project.names("data").contains("trends.db"))
        #expect(project.folder.names() == ["bin", "elsewhere", "project"])
        #expect(project.folder.names(in: "elsewhere").isEmpty)
    }

    @Test func withoutABinaryTheWrapperSaysSo() {
        let project = ExcuseMyFrench()
        let result = project.initialize(environment: ["MARTLET": "/no/martlet"])
        expectStatus(result, 2)
        expect(result.error, contains: "init_databases: no martlet at /no/martlet: build it (make build)")
        #expect(!project.folder.has("project/data"))
    }

    // MARK: Where

    @Test func pathsComeFromTheEnvFile() {
        let project = ExcuseMyFrench()
        project.folder.makeFolders(["elsewhere"])
        project.folder.write(
            "project/config/.env",
            "TRENDS_DB_PATH=\(project.folder.path("elsewhere/topics.db"))\nMETRICS_DB_PATH=var/deep/numbers.db\n")
        expectStatus(project.initialize(), 0)
        #expect(project.folder.names(in: "elsewhere") == ["topics.db"])
        #expect(project.names("var/deep") == ["numbers.db"])
        // What the file leaves out is where it always was.
        #expect(project.names("data") == ["backups", "image_library.db"])
        expectStatus(project.initialize("--check"), 0)
    }

    @Test func theEnvironmentComesBeforeTheEnvFile() {
        let project = ExcuseMyFrench()
        let place = ["IMAGE_LIBRARY_DB_PATH": project.folder.path("images.db")]
        expectStatus(project.initialize("--seed", environment: place), 0)
        #expect(project.names("data") == ["backups", "metrics.db", "trends.db"])
        #expect(SQLiteClient.query(project.folder.path("images.db"), "SELECT count(*) FROM image_usage") == "7\n")
        expectStatus(project.initialize("--check"), 3)
        expectStatus(project.initialize("--check", environment: place), 0)
    }

    @Test func withoutAnEnvFileThePathsAreTheSame() {
        let project = ExcuseMyFrench()
        #expect(
            TextFile.read(ExcuseMyFrench.original + "/config/.env")?.split(separator: "\n").filter {
                !$0.hasPrefix("#")
            } == [
                "TRENDS_DB_PATH=data/trends.db", "METRICS_DB_PATH=data/metrics.db",
                "IMAGE_LIBRARY_DB_PATH=data/image_library.db",
            ])
        _ = project.run(["rm", "config/.env"])
        expectStatus(project.initialize(), 0)
        #expect(project.names("data") == ["backups", "image_library.db", "metrics.db", "trends.db"])
    }
}
