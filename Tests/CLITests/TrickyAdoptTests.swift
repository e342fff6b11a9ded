import TestSupport
import Testing

/// Histories of other tools whose folders hold tricky files.
@Suite struct TrickyAdoptTests {
    @Test(
        "a pending file may edit and drop the table the history was taken over from", arguments: TestedEngine.allCases,
        ToolSample.all)
    func ownTable(_ engine: TestedEngine, _ sample: ToolSample) throws {
        let last = try #require(sample.files.keys.sorted().last { $0.contains("last") })
        for change in sample.changes {
            var files = sample.files
            // Its digests are of the files as they were.
            files["migrations/atlas.sum"] = nil
            files[last] = files[last]?.replacing("(x int);", with: "(x int);\n\(change);")
            let project = try engine.project(files)
            _ = project.sql(sample.schema + sample.history(engine))
            expectStatus(project.run("adopt", "--prove"), 0)
            expectStatus(project.run("plan"), 0)
            expectStatus(project.run("migrate"), 0)
            expectStatus(project.run("status", "--check"), 0)
            expectStatus(project.run("history", "--verify"), 0)
            #expect(project.names("last_table") == ["last_table"], "\(change)")
            #expect(project.adopted == sample.rows(engine), "\(change)")
            // What is gone from there is a warning at most; without the table, its rows or, of one that several tools have,
            // its very columns, there is nothing to take over.
            let again = project.run("adopt")
            if again.status != 0 || change.contains("DROP") || change.contains("RENAME") {
                expectStatus(again, 4)
                expect(again.error, contains: "error[adoption]: there is no history of another tool")
            }
            #expect(project.adopted == sample.rows(engine), "\(change)")
            expectStatus(project.run("status", "--check"), 0)
        }
    }

    @Test("a history of goose is taken over and proved, though a file has the data of a COPY")
    func copyOfGoose() throws {
        let scripts = TrickyScript.all(in: "copy")
        let script = try #require(scripts.first)
        var files = TrickyTool.goose.files(scripts)
        files["migrations/00002_more.sql"] = """
            -- +goose Up
            COPY kinds (id, name) FROM stdin;
            5\t-- +goose is no mark here
            \\.
            -- +goose Down
            DELETE FROM kinds WHERE id = 5;

            """
        let project = try ServerProject(files)
        expectStatus(project.load(script.up), 0)
        _ = project.sql(
            """
            CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL,
              tstamp timestamp NULL default now());
            INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true);
            """)
        expectStatus(project.martlet("adopt", "--prove"), 0)
        #expect(project.sql("SELECT adopted_version, adopted_verdict FROM martlet_migrations") == "1|proven")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT name FROM kinds WHERE id = 5") == "-- +goose is no mark here")
        // The ways back are those of the files.
        expectStatus(project.martlet("rollback", "--steps", "2", "--yes"), 0)
        #expect(project.names("kinds").isEmpty)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM kinds") == "5")
    }

    /// The digest is that of the lines, without the mark; of version 4 and of version 5.1.1 it is that of other bytes.
    @Test(
        "the digest of Flyway matches whatever became of the bytes", arguments: TestedEngine.allCases,
        [
            ("\u{FEFF}CREATE TABLE a (id INT);\r\n\r\n-- é\nINSERT INTO a VALUES (1);\n", -59_879_532),
            ("CREATE TABLE a (id INT);\n\n-- é\nINSERT INTO a VALUES (1);\n", -59_879_532),
            ("\u{FEFF}CREATE TABLE a (id INT);\r\r-- é\rINSERT INTO a VALUES (1);", -59_879_532),
            ("", 0), ("\u{FEFF}", 0),
        ])
    func digestOfFlyway(_ engine: TestedEngine, _ file: (text: String, checksum: Int)) throws {
        let project = try engine.project([
            "migrations/V1__a.sql": file.text, "migrations/V2__b.sql": "\u{FEFF}CREATE TABLE b (id INT);\r\n",
        ])
        _ = project.sql(
            """
            CREATE TABLE flyway_schema_history (installed_rank int, version text, description text, type text, script text,
              checksum int, installed_by text, installed_on timestamp, execution_time int, success boolean);
            INSERT INTO flyway_schema_history VALUES
              (1, '1', 'a', 'SQL', 'V1__a.sql', \(file.checksum), 'app', '2024-01-02 03:04:05', 1, true);
            """)
        if !file.text.filter({ $0 != "\u{FEFF}" }).isEmpty { _ = project.load("CREATE TABLE a (id INT);") }
        expectStatus(project.run("adopt"), 0)
        #expect(project.sql("SELECT adopted_verdict FROM martlet_migrations") == "matches")
        expectStatus(project.run("migrate"), 0)
        #expect(project.names("b") == ["b"])
        expectStatus(project.run("status", "--check"), 0)
    }
}

extension ToolSample {
    /// What a file may do to the tool's table.
    fileprivate var changes: [String] {
        [
            "ALTER TABLE \(table) ADD COLUMN note text", "DELETE FROM \(table)", "DROP TABLE \(table)",
            "ALTER TABLE \(table) RENAME TO old_history",
        ]
    }
}

extension ProjectUnderTest {
    /// What was taken over, as `ToolSample.rows` has it.
    fileprivate var adopted: String {
        sql(
            """
            SELECT adopted_version, adopted_verdict, applied_at IS NULL FROM martlet_migrations
            WHERE adopted_version IS NOT NULL ORDER BY id
            """)
    }
}
