/// The tables of other tools with two migrations applied, as those tools have written them.
extension ToolSample {
    static let all = [dbmate, goose, golangMigrate, flyway, sqlx, refinery, diesel, prisma, atlas]

    private static let first = "CREATE TABLE first_table (x int);\n"
    private static let second = "CREATE TABLE second_table (x int);\n"
    private static let last = "CREATE TABLE last_table (x int);\n"

    private static func files(_ names: [String], _ frame: (String) -> String = { $0 }) -> [String: String] {
        let texts = [first, second, last].map(frame)
        return Dictionary(uniqueKeysWithValues: zip(names.map { "migrations/" + $0 }, texts))
    }

    private static let dbmate = ToolSample(
        tool: "dbmate", table: "schema_migrations",
        files: files(["1_first.sql", "2_second.sql", "3_last.sql"]) { "-- migrate:up\n\($0)\n-- migrate:down\n" },
        sqlite: """
            CREATE TABLE "schema_migrations" (version varchar(128) primary key);
            INSERT INTO schema_migrations VALUES ('1'), ('2');
            """,
        postgres: """
            CREATE TABLE schema_migrations (version varchar primary key);
            INSERT INTO schema_migrations VALUES ('1'), ('2');
            """, adopted: [("1", nil), ("2", nil)])

    private static let goose = ToolSample(
        tool: "goose", table: "goose_db_version",
        files: files(["00001_first.sql", "00002_second.sql", "00003_last.sql"]) { "-- +goose Up\n\($0)" },
        sqlite: """
            CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,
              is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));
            INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (0, 1, '2024-01-01 00:00:00'),
              (1, 1, '2024-01-02 03:04:05'), (2, 1, '2024-01-03 03:04:05'), (2, 0, '2024-01-04 03:04:05'),
              (2, 1, '2024-01-05 03:04:05'), (3, 1, '2024-01-06 03:04:05'), (3, 0, '2024-01-07 03:04:05');
            """,
        postgres: """
            CREATE TABLE goose_db_version (id serial, version_id bigint NOT NULL, is_applied boolean NOT NULL,
              tstamp timestamp NULL default now(), PRIMARY KEY (id));
            INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (0, true, '2024-01-01 00:00:00'),
              (1, true, '2024-01-02 03:04:05'), (2, true, '2024-01-03 03:04:05'), (2, false, '2024-01-04 03:04:05'),
              (2, true, '2024-01-05 03:04:05'), (3, true, '2024-01-06 03:04:05'), (3, false, '2024-01-07 03:04:05');
            """, adopted: [("1", "2024-01-02T03:04:05.000Z"), ("2", "2024-01-05T03:04:05.000Z")])

    private static let golangMigrate = ToolSample(
        tool: "golang-migrate", table: "schema_migrations",
        files: files(["000001_first.up.sql", "000002_second.up.sql", "000003_last.up.sql"]),
        sqlite: """
            CREATE TABLE schema_migrations (version uint64, dirty bool);
            CREATE UNIQUE INDEX version_unique ON schema_migrations (version);
            INSERT INTO schema_migrations VALUES (2, false);
            """,
        postgres: """
            CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
            INSERT INTO schema_migrations VALUES (2, false);
            """,
        // The first one is only implied, and has no version but that of its file.
        adopted: [("000001", nil), ("2", nil)])

    private static let flyway = ToolSample(
        tool: "Flyway", table: "flyway_schema_history",
        files: files(["V1__first.sql", "sub/V1_2__second.sql", "V2__last.sql"]), keepsDigests: true,
        sqlite: """
            CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),
              description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT,
              installed_by VARCHAR(100) NOT NULL,
              installed_on TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
              execution_time INT NOT NULL, success BOOLEAN NOT NULL);
            CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
            \(flywayRows("1", "0"))
            """,
        postgres: """
            CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL, version VARCHAR(50),
              description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,
              checksum INTEGER, installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT now(),
              execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL,
              CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank));
            CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
            \(flywayRows("true", "false"))
            """, adopted: [("1", "2024-01-02T03:04:05.678Z"), ("1.2", "2024-01-03T03:04:05.000Z")])

    /// One of them was undone once.
    private static func flywayRows(_ yes: String, _ no: String) -> String {
        """
        INSERT INTO flyway_schema_history VALUES
          (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"public"', NULL, 'app', '2024-01-01 00:00:00', 0, \(yes)),
          (1, '1', 'first', 'SQL', 'V1__first.sql', 1574436358, 'app', '2024-01-02 03:04:05.678', 12, \(yes)),
          (2, '2', 'last', 'SQL', 'V2__last.sql', 1, 'app', '2024-01-02 03:04:06', 12, \(yes)),
          (3, '2', 'last', 'UNDO_SQL', 'U2__last.sql', 1, 'app', '2024-01-02 03:04:07', 12, \(yes)),
          (4, '1.2', 'second', 'SQL', 'sub/V1_2__second.sql', 1124132571, 'app', '2024-01-03 03:04:05', 8, \(yes));
        """
    }

    private static let sqlx = ToolSample(
        tool: "sqlx", table: "_sqlx_migrations",
        files: files(["0001_first.sql", "0002_second.sql", "0003_last.sql"]), keepsDigests: true,
        sqlite: """
            CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
              installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL,
              checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);
            INSERT INTO _sqlx_migrations VALUES
              (1, 'first', '2024-01-02 03:04:05', 1, x'\(sqlxDigests.0)', 5000000),
              (2, 'second', '2024-01-03 03:04:05', 1, x'\(sqlxDigests.1)', -1);
            """,
        postgres: """
            CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
              installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL,
              execution_time BIGINT NOT NULL);
            INSERT INTO _sqlx_migrations VALUES
              (1, 'first', '2024-01-02 03:04:05+00', true, '\\x\(sqlxDigests.0)', 5000000),
              (2, 'second', '2024-01-03 03:04:05+00', true, '\\x\(sqlxDigests.1)', -1);
            """, adopted: [("1", "2024-01-02T03:04:05.000Z"), ("2", "2024-01-03T03:04:05.000Z")])

    private static let sqlxDigests = (
        "b5e6fcbc09b2a1b589b223a2a432530a0fc2bc2de27d766413040f1b1f120564d9f9aab6f2f83592ff8ad07c43fc2773",
        "4266dc2aabe41393b075b40bf59b4b8faa736b014a3bb5ca899a05ff42d94882b657db9e3ced7a82022be7a910d0f55a"
    )

    private static let refinery = ToolSample(
        tool: "refinery", table: "refinery_schema_history",
        files: files(["V1__first.sql", "V2__second.sql", "V3__last.sql"]), keepsDigests: true,
        sqlite: refineryTable, postgres: refineryTable,
        adopted: [("1", "2024-01-02T03:04:05.123Z"), ("2", "2024-01-03T03:04:05.000Z")])

    private static let refineryTable = """
        CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255),
          checksum VARCHAR(255));
        INSERT INTO refinery_schema_history VALUES
          (1, 'first', '2024-01-02T03:04:05.123456789Z', '1889349225070097854'),
          (2, 'second', '2024-01-03T03:04:05+00:00', '9413518835058506726');
        """

    private static let diesel = ToolSample(
        tool: "Diesel", table: "__diesel_schema_migrations",
        files: files([
            "2024-01-01-000000_first/up.sql", "2024-01-02-000000_second/up.sql", "2024-01-03-000000_last/up.sql",
        ]),
        sqlite: dieselTable, postgres: dieselTable,
        adopted: [("20240101000000", "2024-01-02T03:04:05.000Z"), ("20240102000000", "2024-01-03T03:04:05.000Z")])

    private static let dieselTable = """
        CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
          run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO __diesel_schema_migrations VALUES
          ('20240101000000', '2024-01-02 03:04:05'), ('20240102000000', '2024-01-03 03:04:05');
        """

    private static let prisma = ToolSample(
        tool: "Prisma", table: "_prisma_migrations",
        files: files(["1_first/migration.sql", "2_second/migration.sql", "3_last/migration.sql"]), keepsDigests: true,
        sqlite: """
            CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL,
              "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,
              "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
              "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);
            INSERT INTO _prisma_migrations VALUES
              ('a', '\(prismaDigests.0)', 1704164645678, '1_first', NULL, NULL, 1704164645000, 1),
              ('b', 'x', NULL, '2_second', 'error', '2024-01-02 03:04:07', '2024-01-02 03:04:06', 0),
              ('c', '\(prismaDigests.1)', '2024-01-03 03:04:05', '2_second', NULL, NULL, '2024-01-03 03:04:04', 1);
            """,
        postgres: """
            CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
              finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
              started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);
            INSERT INTO _prisma_migrations VALUES
              ('a', '\(prismaDigests.0)', '2024-01-02 03:04:05.678Z', '1_first', NULL, NULL, '2024-01-02 03:04:05Z', 1),
              ('b', 'x', NULL, '2_second', 'error', '2024-01-02 03:04:07Z', '2024-01-02 03:04:06Z', 0),
              ('c', '\(prismaDigests.1)', '2024-01-03 03:04:05Z', '2_second', NULL, NULL, '2024-01-03 03:04:04Z', 1);
            """, adopted: [("1_first", "2024-01-02T03:04:05.678Z"), ("2_second", "2024-01-03T03:04:05.000Z")])

    private static let prismaDigests = (
        "967afa81c5f4842b5b82d2ac6866f7a58cec76de50728cd16a44cd78f7e005f4",
        "2c6b911c9bcdd018577fb3861d111147016ffba1dc27e9362372b51ace27ed2a"
    )

    private static let atlas = ToolSample(
        tool: "Atlas", table: "atlas_schema_revisions",
        files: files(["1_first.sql", "2_second.sql", "3_last.sql"]).merging([
            "migrations/atlas.sum": """
            h1:0IsdgUWellZhfr8R+SJqyUC6f6awB5rXmvtxE6GfXuo=
            1_first.sql h1:4RSOxdO2MrwQqKQK7NcjnKrfi+beU/u4+Go9HbqWbnQ=
            2_second.sql h1:ibNKSXX1oc7qKUBBhhYGVS55f3n7UUm2h0ikJg9IbWU=
            3_last.sql h1:ZmoJt7E2NnjEiYbmGgYgkk5x+PrxHhp3TWn2KHQxMco=

            """
        ]) { $1 }, keepsDigests: true,
        sqlite: atlasTable("text", "integer", "datetime", "json"),
        postgres: atlasTable("character varying", "bigint", "timestamptz", "jsonb"),
        adopted: [("1", "2024-01-02T03:04:05.000Z"), ("2", "2024-01-03T03:04:05.000Z")])

    private static func atlasTable(_ text: String, _ number: String, _ moment: String, _ json: String) -> String {
        """
        CREATE TABLE atlas_schema_revisions (version \(text) NOT NULL PRIMARY KEY, description \(text) NOT NULL,
          type \(number) NOT NULL DEFAULT 2, applied \(number) NOT NULL DEFAULT 0, total \(number) NOT NULL DEFAULT 0,
          executed_at \(moment) NOT NULL, execution_time \(number) NOT NULL, error text NULL, error_stmt text NULL,
          hash \(text) NOT NULL, partial_hashes \(json) NULL, operator_version \(text) NOT NULL);
        INSERT INTO atlas_schema_revisions VALUES
          ('.atlas_cloud_identifier', 'x', 0, 0, 0, '2024-01-01 00:00:00+00:00', 0, '', '', '', NULL, 'Atlas CLI'),
          ('1', 'first', 2, 1, 1, '2024-01-02 03:04:05+00:00', 1000000, '', '',
           '4RSOxdO2MrwQqKQK7NcjnKrfi+beU/u4+Go9HbqWbnQ=', 'null', 'Atlas CLI'),
          ('2', 'second', 2, 1, 1, '2024-01-03 03:04:05+00:00', 1000000, '', '',
           'h1:ibNKSXX1oc7qKUBBhhYGVS55f3n7UUm2h0ikJg9IbWU=', 'null', 'Atlas CLI');
        """
    }
}
