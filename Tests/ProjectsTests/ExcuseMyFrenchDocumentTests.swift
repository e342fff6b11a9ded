import TestSupport
import Testing

/// The examples of the guide, which the README has word for word, and the README itself.
@Suite struct ExcuseMyFrenchDocumentTests {
    @Test func thePythonExampleRuns() {
        let project = ExcuseMyFrench(.seeded)
        let example = project.blocks("python", with: "INSERT INTO trending_topics").first ?? "none"
        let result = project.python(example)
        expectStatus(result, 0)
        #expect(
            result.output == """
                Topic: Heat wave reaches Paris, Score: 0.95
                Topic: AI art generators, Score: 0.92
                Topic: AI writes wedding speeches, Score: 0.88
                Topic: Plant-based steak taste test, Score: 0.73
                Topic: Squirrels raid the museum shop, Score: 0.69

                """)
        #expect(
            project.sql("trends", "SELECT source, category, used_flag FROM trending_topics WHERE topic LIKE 'AI art%'")
                == "google_trends|technology|0")
    }

    @Test func theExampleOfTheClientRuns() {
        let project = ExcuseMyFrench(.seeded)
        let lines = (project.blocks("bash", with: ".schema trending_topics").first ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        // The first command opens the database; what follows is typed there.
        let first = lines.firstIndex { $0.hasPrefix("sqlite3 ") } ?? 0
        let command = lines[first].split(separator: " ").map(String.init)
        let result = project.run(command, input: lines[(first + 1)...].joined(separator: "\n"))
        expectStatus(result, 0)
        #expect(result.error == "")
        expect(result.output, contains: "search_history")
        expect(result.output, contains: "CREATE TABLE trending_topics (")
        expect(result.output, contains: "CREATE INDEX idx_trending_topics_unused_recent")
        expect(result.output, contains: "|Heat wave reaches Paris|google_trends|")
        #expect(!result.output.contains("|Croissant price index|"))
    }

    // MARK: From version 1 to version 2

    /// Columns and indexes of a table as SQLite understands them, whatever the spacing of the statements.
    private static let meaning = """
        SELECT name, type, "notnull", dflt_value FROM pragma_table_info('trending_topics');
        SELECT i.name, i."unique", c.name, c."desc" FROM pragma_index_list('trending_topics') AS i,
            pragma_index_xinfo(i.name) AS c WHERE c.key ORDER BY i.name, c.seqno;
        """

    @Test func theGuidesMigrationDoesWhatTheFileDoes() {
        let project = ExcuseMyFrench(.atVersionOne)
        _ = project.sql("trends", "INSERT INTO trending_topics (topic, source) VALUES ('old', 's')")
        _ = project.run(["cp", "data/trends.db", "data/copy.db"])
        let example = project.blocks("python", with: "def migrate_v1_to_v2").first ?? "none"
        let program = "import sqlite3\n" + example + "\nmigrate_v1_to_v2('data/copy.db')\n"
        let result = project.python(program)
        #expect(result.output == "Migration successful!\n", "\(result.everything)")
        expectStatus(project.martlet("migrate"), 0)
        let copy = SQLiteClient.query(project.root + "/data/copy.db", Self.meaning).droppingLastLineEnd
        #expect(copy == project.sql("trends", Self.meaning))
        expect(copy, contains: "priority|INTEGER|0|0")
        expect(copy, contains: "idx_trending_topics_priority|0|priority|1")
        #expect(project.sql("trends", "SELECT topic, priority FROM trending_topics") == "old|0")
        // What writes without the column goes on working.
        _ = project.python(project.blocks("python", with: "INSERT INTO trending_topics").first ?? "")
        #expect(project.sql("trends", "SELECT priority FROM trending_topics WHERE topic LIKE 'AI art%'") == "0")
        expect(project.python(program).output, contains: "Migration failed: duplicate column name: priority")
    }

    @Test func aCopyIsTriedFirstAndABackupComesBeforeTheRealOne() {
        let project = ExcuseMyFrench(.atVersionOne)
        _ = project.sql("trends", "INSERT INTO trending_topics (topic, source) VALUES ('old', 's')")
        let commands = (project.blocks("bash", with: "--url sqlite:data/try.db").first ?? "none").split(separator: "\n")
        #expect(commands.count == 6)
        let onTheCopy = project.shell(commands.prefix(3).joined(separator: "\n"))
        expectStatus(onTheCopy, 0)
        #expect(project.versions("trends") == "001")
        let copy = project.root + "/data/try.db"
        #expect(SQLiteClient.query(copy, "SELECT topic, priority FROM trending_topics") == "old|0\n")
        #expect(project.sql("trends", "SELECT count(*) FROM pragma_table_info('trending_topics')") == "10")
        let real = project.shell(commands.dropFirst(3).prefix(2).joined(separator: "\n"))
        expectStatus(real, 0)
        #expect(project.versions("trends") == "001,002")
        #expect(!project.folder.has("project/data/try.db"))
        let backup = project.names("data/backups").last {
            $0.hasPrefix("trends_before_migrate_") && $0.hasSuffix(".db")
        }
        let saved = project.root + "/data/backups/" + (backup ?? "none")
        #expect(
            SQLiteClient.query(
                saved, "SELECT count(*) FROM pragma_table_info('trending_topics'); SELECT topic FROM trending_topics")
                == "10\nold\n")
        // Back, which is asked about.
        let back = project.shell(commands.last.map(String.init) ?? "none")
        expectStatus(back, 7)
        expectStatus(project.martlet("rollback", "002", "--database", "trends", "--yes"), 0)
        #expect(project.versions("trends") == "001")
        #expect(project.sql("trends", "SELECT topic FROM trending_topics") == "old")
    }

    @Test func aCopyThatFailsLeavesTheRealOneAlone() {
        let project = ExcuseMyFrench(.atVersionOne)
        project.folder.write(
            "project/migrations/trends/003_unique.sql", "CREATE UNIQUE INDEX one_each ON trending_topics (topic);\n")
        _ = project.sql("trends", "INSERT INTO trending_topics (topic, source) VALUES ('a', 's'), ('a', 't')")
        expectStatus(project.martlet("backup", "--database", "trends", "--output", "data/try.db"), 0)
        let result = project.martlet("migrate", "--database", "trends", "--url", "sqlite:data/try.db")
        expectStatus(result, 1)
        expect(result.error, contains: "UNIQUE constraint failed: trending_topics.topic")
        #expect(project.versions("trends") == "001")
    }

    @Test func databasesOfTheOldScriptAreTakenOver() {
        let project = ExcuseMyFrench()
        project.folder.makeFolders(["project/data"])
        for database in ExcuseMyFrench.databases {
            let script = ".read \(project.root)/migrations/\(database)/001_initial_schema.sql\n"
            expectStatus(project.attempt(database, script), 0)
        }
        _ = project.sql("trends", "INSERT INTO trending_topics (topic, source) VALUES ('old', 's')")
        let stopped = project.initialize()
        expectStatus(stopped, 1)
        expect(stopped.error, contains: "table trending_topics already exists")
        expect(stopped.error, contains: "martlet stamp 001 --database trends")
        for database in ExcuseMyFrench.databases {
            expectStatus(project.martlet("stamp", "001", "--database", database), 0)
        }
        expectStatus(project.initialize(), 0)
        #expect(project.sql("trends", "SELECT topic, priority FROM trending_topics") == "old|0")
        expectStatus(project.martlet("dump", "--check"), 0)
    }

    @Test func aDatabaseThatTheGuidesFunctionChangedIsTakenOverToo() {
        let project = ExcuseMyFrench(.atVersionOne)
        let example = project.blocks("python", with: "def migrate_v1_to_v2").first ?? "none"
        expectStatus(project.python("import sqlite3\n" + example + "\nmigrate_v1_to_v2('data/trends.db')\n"), 0)
        let stopped = project.martlet("migrate")
        expectStatus(stopped, 1)
        expect(stopped.error, contains: "martlet stamp 002 --database trends")
        expectStatus(project.martlet("stamp", "002", "--database", "trends"), 0)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.initialize("--check"), 0)
    }

    // MARK: The README

    @Test func itsFirstCommandsRun() {
        let project = ExcuseMyFrench()
        let block = project.blocks("bash", with: "init_databases.py --seed").first ?? "none"
        let python = Program.isInstalled("python") ? block : block.replacing("python scripts", with: "python3 scripts")
        let result = project.shell(python)
        expectStatus(result, 0)
        expect(result.output, contains: "Heat wave reaches Paris|0.95")
    }

    @Test func itShowsThePathsThatAreSet() {
        let project = ExcuseMyFrench()
        let block = project.blocks("bash", with: "TRENDS_DB_PATH=").first ?? "none"
        let set = TextFile.read(project.root + "/config/.env")?.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(set?.joined(separator: "\n") == block.droppingLastLineEnd)
        // The file decides nothing else: with the block in its place everything is where it was.
        project.folder.write("project/config/.env", block)
        expectStatus(project.initialize(), 0)
        #expect(project.names("data").contains("image_library.db"))
    }

    @Test func itShowsTheMigrationAsItIs() {
        let project = ExcuseMyFrench()
        let block = project.blocks("sql", with: "trends/002_add_priority.sql").first
        #expect(block == TextFile.read(project.root + "/migrations/trends/002_add_priority.sql"))
    }

    @Test func itNamesEveryFileColumnAndObject() {
        let project = ExcuseMyFrench(.created)
        let readme = TextFile.read(project.root + "/README.md") ?? ""
        for file in project.run(["find", "migrations", "schema", "scripts", "config", "-type", "f"]).output
            .split(separator: "\n")
        {
            expect(readme, contains: String(file.split(separator: "/").last ?? "?"))
        }
        for database in ExcuseMyFrench.databases {
            let names = project.sql(
                database,
                """
                SELECT name FROM sqlite_schema WHERE tbl_name NOT LIKE 'martlet%' AND name NOT LIKE 'sqlite%'
                UNION SELECT c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
                WHERE t.type = 'table' AND t.name NOT LIKE 'martlet%' AND t.name NOT LIKE 'sqlite%'
                """)
            for name in names.split(separator: "\n") {
                #expect(readme.contains("`\(name)`") || readme.contains("**\(name)**"), "\(name)")
            }
        }
    }
}
