import TestSupport
import Testing

/// What a tool's table does not tell is found by a replay, and nothing is guessed.
@Suite struct AdoptProofTests {
    private static let files = Dictionary(
        uniqueKeysWithValues: (1...4).map { ("migrations/\($0)_t\($0).up.sql", "CREATE TABLE t\($0) (x int);\n") })

    private static func golangMigrate(_ version: Int, dirty: Bool) -> String {
        """
        CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
        INSERT INTO schema_migrations VALUES (\(version), \(dirty));
        """
    }

    private static func tables(_ numbers: Int...) -> String {
        numbers.map { "CREATE TABLE t\($0) (x int);" }.joined()
    }

    @Test("a file that golang-migrate has skipped is found, and run", arguments: TestedEngine.allCases)
    func skipped(_ engine: TestedEngine) throws {
        let project = try engine.project(Self.files)
        // The second file came late, with a number that was passed already.
        _ = project.sql(Self.golangMigrate(3, dirty: false) + Self.tables(1, 3))
        let refused = project.run("adopt", "--prove")
        expectStatus(refused, 4)
        expect(
            refused.error,
            contains: "without 2 they make exactly the schema that is there: golang-migrate has skipped it")
        expect(refused.error, contains: "martlet adopt --prove --without 2")
        #expect(project.names("martlet%").isEmpty, "nothing is left of a try")
        expectStatus(project.run("adopt", "--prove", "--without", "2"), 0)
        expectStatus(project.run("migrate", "--allow-out-of-order"), 0)
        #expect(project.names("t_") == ["t1", "t2", "t3", "t4"])
    }

    @Test(
        "of a file that was left half-way, the schema tells", arguments: TestedEngine.allCases,
        [
            (tables: [1, 2], told: "nothing of it is there"), ([1, 2, 3], "all of it is there"),
            ([1, 2, 4], "neither as before it nor as after it"),
        ])
    func dirty(_ engine: TestedEngine, _ state: (tables: [Int], told: String)) throws {
        let project = try engine.project(Self.files)
        let tables = state.tables.map { "CREATE TABLE t\($0) (x int);" }.joined()
        _ = project.sql(Self.golangMigrate(3, dirty: true) + tables)
        let refused = project.run("adopt")
        expectStatus(refused, 4)
        expect(refused.error, contains: "golang-migrate has not finished 3")
        expect(refused.error, contains: state.told)
        #expect(project.names("martlet%").isEmpty)
    }

    @Test("a person settles what was left half-way", arguments: TestedEngine.allCases, [true, false])
    func settled(_ engine: TestedEngine, isDone: Bool) throws {
        let project = try engine.project(Self.files)
        _ = project.sql(Self.golangMigrate(3, dirty: true) + (isDone ? Self.tables(1, 2, 3) : Self.tables(1, 2)))
        expectStatus(project.run("adopt", "--prove", isDone ? "--done" : "--without", "3"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(project.names("t_") == ["t1", "t2", "t3", "t4"])
    }

    @Test(
        "what a tool has recorded as failed is not taken over", arguments: TestedEngine.allCases,
        [
            (
                tool: "sqlx",
                """
                CREATE TABLE _sqlx_migrations (version bigint, description text, installed_on timestamp,
                  success boolean, checksum blob, execution_time bigint);
                INSERT INTO _sqlx_migrations VALUES (1, 't1', '2024-01-01', false, '', -1);
                """
            ),
            (
                "Prisma",
                """
                CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamp, migration_name text,
                  logs text, rolled_back_at timestamp, started_at timestamp, applied_steps_count int);
                INSERT INTO _prisma_migrations VALUES ('a', '', NULL, '1_t1.up.sql', '', NULL, '2024-01-01', 0);
                """
            ),
        ])
    func failed(_ engine: TestedEngine, _ history: (tool: String, sql: String)) throws {
        let project = try engine.project(Self.files)
        _ = project.sql(engine == .sqlite ? history.sql : history.sql.replacing("blob", with: "bytea"))
        let refused = MartletBinary.run(["adopt", "--layout", "golang-migrate"], in: project.folder.path)
        expectStatus(refused, 4)
        expect(refused.error, contains: "error[adoption]: \(history.tool) has not finished")
    }

    @Test("everything up to a baseline of Flyway is applied", arguments: TestedEngine.allCases)
    func baseline(_ engine: TestedEngine) throws {
        let names = ["V1__a", "V2__b", "V3__c"]
        let project = try engine.project(
            Dictionary(
                uniqueKeysWithValues: names.map { ("migrations/\($0).sql", "CREATE TABLE \($0.suffix(1)) (x int);") }))
        _ = project.sql(
            """
            CREATE TABLE a (x int); CREATE TABLE b (x int);
            CREATE TABLE flyway_schema_history (installed_rank int, version text, description text, type text, script text,
              checksum int, installed_by text, installed_on timestamp, execution_time int, success boolean);
            INSERT INTO flyway_schema_history VALUES
              (1, '2.0', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, 'app', '2024-01-02', 0, true);
            """)
        expectStatus(project.run("adopt", "--prove"), 0)
        #expect(project.sql("SELECT version, adopted_version FROM martlet_migrations ORDER BY id") == "1|1\n2|2.0")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM c") == "0")
    }

    @Test(
        "what was applied by code is taken over by name, and files go on from there", arguments: TestedEngine.allCases,
        [
            ("Alembic", "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)", "('25698f3f906f')"),
            ("GRDB", "CREATE TABLE grdb_migrations (identifier text NOT NULL PRIMARY KEY)", "('create players')"),
            (
                "Rails",
                "CREATE TABLE ar_internal_metadata (key text); CREATE TABLE schema_migrations (version varchar)",
                "('20190101000000')"
            ),
            (
                "Fluent",
                "CREATE TABLE _fluent_migrations (id text, name text, batch int, created_at timestamp, updated_at timestamp)",
                "('x', 'App.CreateUser', 1, '2024-01-02', NULL)"
            ),
            (
                "Hummingbird", #"CREATE TABLE _hb_pg_migrations ("order" int, name text, "group" text)"#,
                "(1, 'CreateUsers', 'default')"
            ),
            (
                "Ecto", "CREATE TABLE schema_migrations (version bigint, inserted_at timestamp)",
                "(20190101000000, '2024-01-02')"
            ),
            (
                "Liquibase",
                """
                CREATE TABLE databasechangelog (id text, author text, filename text, dateexecuted timestamp,
                  orderexecuted int, md5sum text)
                """, "('1', 'ann', 'changelog.xml', '2024-01-02', 1, '9:abc')"
            ),
        ])
    func code(_ engine: TestedEngine, _ tool: (name: String, table: String, row: String)) throws {
        // GRDB has SQLite alone, and its table no key that PostgreSQL would order by.
        if tool.name == "GRDB", engine == .postgres { return }
        let project = try engine.project([
            "migrations/20250101000000_t1.sql": "CREATE TABLE t1 (x int);\n-- ROLLBACK:\n-- DROP TABLE t1;\n"
        ])
        let table = tool.table.split(separator: ";").last.map { $0.split(separator: " ")[2] } ?? ""
        _ = project.sql("\(tool.table); INSERT INTO \(table) VALUES \(tool.row);")
        expectStatus(project.run("adopt"), 0)
        expect(project.run("history").output, contains: "adopted")
        expectStatus(project.run("migrate"), 0)
        #expect(project.names("t_") == ["t1"])
        expectStatus(project.run("status", "--check"), 0)
        // Back to where the other tool had stopped, and no further.
        expectStatus(project.run("rollback", "--yes"), 0)
        let refused = project.run("rollback", "--yes")
        expectStatus(refused, 4)
        expect(refused.error, contains: "error[irreversible]")
    }

    @Test("the histories of two tools are told apart by the person", arguments: TestedEngine.allCases)
    func several(_ engine: TestedEngine) throws {
        let project = try engine.project(Self.files)
        _ = project.sql(Self.golangMigrate(2, dirty: false) + Self.tables(1, 2))
        _ = project.sql(
            "CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('a')")
        let refused = project.run("adopt")
        expectStatus(refused, 4)
        expect(refused.error, contains: "Alembic has the table alembic_version")
        expectStatus(project.run("adopt", "--from", "golang-migrate", "--prove"), 0)
    }

    @Test("a table of another name is said", arguments: TestedEngine.allCases)
    func otherTable(_ engine: TestedEngine) throws {
        let project = try engine.project(Self.files)
        let table = Self.golangMigrate(2, dirty: false).replacing("schema_migrations", with: "versions")
        _ = project.sql(table + Self.tables(1, 2))
        expect(project.run("adopt").error, contains: "there is no history of another tool in app")
        expectStatus(project.run("adopt", "--from", "golang-migrate", "--table", "versions", "--prove"), 0)
    }

    @Test("a repeatable is taken over if it is what was run, and else run again", arguments: TestedEngine.allCases)
    func repeatables(_ engine: TestedEngine) throws {
        let project = try engine.project([
            "migrations/V1__a.sql": "CREATE TABLE a (x int);\n",
            "migrations/R__same.sql": "CREATE VIEW same AS SELECT x FROM a;\n",
            "migrations/R__other.sql": "DROP VIEW IF EXISTS other;\nCREATE VIEW other AS SELECT x AS y FROM a;\n",
        ])
        _ = project.sql(
            """
            CREATE TABLE a (x int); CREATE VIEW same AS SELECT x FROM a; CREATE VIEW other AS SELECT x FROM a;
            CREATE TABLE flyway_schema_history (installed_rank int, version text, description text, type text, script text,
              checksum int, installed_by text, installed_on timestamp, execution_time int, success boolean);
            INSERT INTO flyway_schema_history VALUES
              (1, '1', 'a', 'SQL', 'V1__a.sql', NULL, 'app', '2024-01-02', 0, true),
              (2, NULL, 'same', 'SQL', 'R__same.sql', 1, 'app', '2024-01-02', 0, true),
              (3, NULL, 'other', 'SQL', 'R__other.sql', 1, 'app', '2024-01-02', 0, true),
              (4, NULL, 'same', 'SQL', 'R__same.sql', 277858422, 'app', '2024-01-03', 0, true);
            """)
        expectStatus(project.run("adopt"), 0)
        #expect(
            project.sql("SELECT version, kind FROM martlet_migrations ORDER BY id") == "1|adopted\nR__same|repeatable")
        expect(project.run("migrate").output, contains: "R__other")
        #expect(project.sql("SELECT count(y) FROM other") == "0")
        expectStatus(project.run("status", "--check"), 0)
        expectStatus(project.run("adopt", "--prove"), 0)
    }

    @Test("a baseline stands for what comes before it where nothing is applied", arguments: TestedEngine.allCases)
    func baselineFile(_ engine: TestedEngine) throws {
        let files = [
            "migrations/V1__a.sql": "CREATE TABLE a (x int);\n", "migrations/V2__b.sql": "CREATE TABLE b (x int);\n",
            "migrations/B2__ab.sql": "CREATE TABLE a (x int);\nCREATE TABLE b (x int);\n",
            "migrations/V3__c.sql": "CREATE TABLE c (x int);\n",
        ]
        let project = try engine.project(files)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT version, kind FROM martlet_migrations ORDER BY id") == "2|baseline\n3|migration")
        expectStatus(project.run("status", "--check"), 0)
        expectStatus(project.run("export", "--as", "flyway"), 0)
        #expect(
            project.sql("SELECT version, type, script FROM flyway_schema_history ORDER BY installed_rank")
                == "2|SQL_BASELINE|B2__ab.sql\n3|SQL|V3__c.sql")
        let other = try engine.project(files.filter { !$0.key.contains("B2") && !$0.key.contains("V3") })
        expectStatus(other.run("migrate"), 0)
        for (name, text) in files { other.folder.write(name, text) }
        expectStatus(other.run("migrate"), 0)
        #expect(
            other.sql("SELECT version, kind FROM martlet_migrations ORDER BY id")
                == "1|migration\n2|migration\n3|migration")
    }

    @Test("what was left pending stays so when more is taken over", arguments: TestedEngine.allCases)
    func leftOut(_ engine: TestedEngine) throws {
        let project = try engine.project(Self.files)
        _ = project.sql(Self.golangMigrate(3, dirty: false) + Self.tables(1, 3))
        expectStatus(project.run("adopt", "--prove", "--without", "2"), 0)
        _ = project.sql("UPDATE schema_migrations SET version = 4; CREATE TABLE t4 (x int);")
        expectStatus(project.run("adopt", "--prove"), 0)
        #expect(project.sql("SELECT version FROM martlet_migrations ORDER BY id") == "1\n3\n4")
    }

    @Test func atlasKeepsItsTableInASchemaOfItsOwn() throws {
        let project = try ServerProject(["migrations/1_a.sql": "CREATE TABLE a (x int);\n"])
        _ = project.sql(
            """
            CREATE SCHEMA atlas_schema_revisions;
            CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (version text, hash text);
            INSERT INTO atlas_schema_revisions.atlas_schema_revisions VALUES ('1', '');
            """)
        let refused = project.martlet("migrate")
        expectStatus(refused, 4)
        expect(refused.error, contains: "Atlas has a history here")
    }

    @Test func whoeverHasTheLockOfTheToolIsWaitedFor() throws {
        let project = try ServerProject(["migrations/1_a.sql": "-- +goose Up\nCREATE TABLE a (x int);\n"])
        _ = project.sql(
            """
            CREATE TABLE a (x int); CREATE TABLE goose_db_version (id serial, version_id bigint, is_applied boolean,
              tstamp timestamp DEFAULT now());
            INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true);
            """)
        let statement = "SELECT pg_advisory_lock(4097083626), pg_sleep(600)"
        let psql = project.database.cluster.programs + "/psql"
        let holder = try #require(Program.start([psql, "-X", "-c", statement, project.database.url], in: "/"))
        let locks =
            "pg_locks WHERE objid = 4097083626 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        #expect(ChildProcess.waitUntil { project.sql("SELECT count(*) FROM \(locks)") == "1" })
        let refused = project.martlet("adopt", "--wait", "300ms")
        expectStatus(refused, 6)
        expect(refused.error, contains: "goose is at work on app")
        _ = project.sql("SELECT pg_terminate_backend(pid) FROM \(locks)")
        _ = ChildProcess.wait(holder)
        expectStatus(project.martlet("adopt", "--prove"), 0)
        #expect(project.sql("SELECT count(*) FROM \(locks)") == "0")
    }
}

extension ProjectUnderTest {
    /// The tables whose names are like a pattern.
    func names(_ pattern: String) -> [String] {
        let catalogue =
            self is ScratchProject
            ? "sqlite_schema WHERE type = 'table' AND name" : "pg_class WHERE relkind = 'r' AND relname"
        let column = self is ScratchProject ? "name" : "relname"
        return sql("SELECT \(column) FROM \(catalogue) LIKE '\(pattern)' ORDER BY 1").split(separator: "\n").map(
            String.init)
    }
}
