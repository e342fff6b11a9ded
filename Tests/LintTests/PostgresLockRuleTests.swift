import SQLText
import Testing

@testable import Lint

extension RuleCase {
    /// A case of PostgreSQL.
    static func postgres(_ code: String, _ sql: String) -> RuleCase { RuleCase(code, sql, dialect: .postgres) }

    /// Without a transaction around it.
    var outsideTransaction: RuleCase { with { $0.transactions = .none } }

    /// On a server of that version.
    func on(_ version: Int) -> RuleCase { with { $0.version = EngineVersion(version) } }

    /// With that many rows in `t`, of a hundred bytes each.
    func rows(_ count: Int) -> RuleCase {
        with { $0.statistics = TableStatistics([ObjectName("t"): .init(rows: count, bytes: count * 100)]) }
    }
}

/// The rules of PostgreSQL on what keeps others waiting.
struct PostgresLockRuleTests {
    static let columns: [RuleCase] = [
        .postgres("column-not-null-without-default", "ALTER TABLE t ADD COLUMN ▸a int NOT NULL"),
        .postgres("column-not-null-without-default", "ALTER TABLE t ADD ▸\"a b\" int NOT NULL, ADD ▸c int NOT NULL")
            .rows(9),
        .postgres("column-not-null-without-default", "ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 0"),
        .postgres("column-not-null-without-default", "ALTER TABLE t ADD a int NOT NULL GENERATED ALWAYS AS IDENTITY"),
        .postgres("column-not-null-without-default", "ALTER TABLE t ADD a bigserial NOT NULL"),
        .postgres("column-not-null-without-default", "CREATE TABLE t (); ALTER TABLE t ADD a int NOT NULL"),
        .postgres("column-default-volatile", "ALTER TABLE t ADD ▸a uuid DEFAULT gen_random_uuid()"),
        .postgres("column-default-volatile", "ALTER TABLE t ADD ▸a int DEFAULT mine()"),
        .postgres("column-default-volatile", "ALTER TABLE t ADD a timestamptz DEFAULT now(), ADD b int DEFAULT 1 + 1"),
        .postgres("column-default-volatile", "ALTER TABLE t ADD ▸a int DEFAULT 1").on(10),
        .postgres("column-default-volatile", "ALTER TABLE t ADD a int DEFAULT NULL").on(10),
        .postgres("column-default-volatile", "ALTER TABLE t ADD a uuid DEFAULT gen_random_uuid()").rows(300),
        .postgres("column-default-volatile", "ALTER TABLE t ADD ▸a uuid DEFAULT gen_random_uuid()").rows(30_000),
        .postgres("column-generated-stored", "ALTER TABLE t ADD ▸a int GENERATED ALWAYS AS (b + 1) STORED"),
        .postgres("column-generated-stored", "CREATE TABLE t (b int, a int GENERATED ALWAYS AS (b + 1) STORED)"),
        .postgres("column-serial-added", "ALTER TABLE t ADD ▸a bigserial"),
        .postgres("column-serial-added", "ALTER TABLE t ADD ▸a int GENERATED ALWAYS AS IDENTITY"),
        .postgres("column-serial-added", "CREATE TABLE t (b int); ALTER TABLE t ADD a bigserial"),
        .postgres("not-null-set", "ALTER TABLE t ALTER COLUMN ▸a SET NOT NULL"),
        .postgres("not-null-set", "ALTER TABLE t ALTER COLUMN a SET NOT NULL").rows(300),
        .postgres(
            "not-null-set",
            """
            ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0 AND a IS NOT NULL) NOT VALID;
            ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER COLUMN a SET NOT NULL
            """),
        .postgres(
            "not-null-set",
            """
            ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;
            ALTER TABLE t ALTER COLUMN ▸a SET NOT NULL
            """),
        .postgres(
            "not-null-set",
            """
            ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL);
            ALTER TABLE t ALTER COLUMN ▸a SET NOT NULL
            """
        ).on(11),
        .postgres("column-type-changed", "ALTER TABLE t ALTER COLUMN a TYPE ▸bigint"),
        .postgres("column-type-changed", "ALTER TABLE t ALTER a TYPE ▸varchar(20), ALTER b TYPE ▸text"),
        .postgres("column-type-changed", "ALTER TABLE t ALTER COLUMN a TYPE bigint").rows(300),
        .postgres("column-type-changed", "CREATE TABLE t (a int);\nALTER TABLE t ALTER COLUMN a TYPE bigint"),
        .postgres(
            "column-type-changed",
            "CREATE TABLE IF NOT EXISTS public.t (a int);\nALTER TABLE t ALTER COLUMN a TYPE bigint"),
    ]

    static let constraints: [RuleCase] = [
        .postgres("check-without-not-valid", "ALTER TABLE t ADD ▸CHECK (a > 0)"),
        .postgres("check-without-not-valid", "ALTER TABLE t ADD ▸CONSTRAINT c CHECK (a > 0)"),
        .postgres("check-without-not-valid", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID"),
        .postgres("check-without-not-valid", "ALTER TABLE t ADD a int ▸CHECK (a > 0)"),
        .postgres("check-without-not-valid", "CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0)"),
        .postgres("foreign-key-without-not-valid", "ALTER TABLE t ADD ▸CONSTRAINT c FOREIGN KEY (a) REFERENCES u"),
        .postgres("foreign-key-without-not-valid", "ALTER TABLE t ADD a int ▸REFERENCES u"),
        .postgres(
            "foreign-key-without-not-valid", "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u NOT VALID"),
        .postgres("foreign-key-without-not-valid", "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u").rows(
            10),
        .postgres("foreign-key-without-not-valid", "CREATE TABLE t (a int REFERENCES u)"),
        .postgres("unique-builds-index", "ALTER TABLE t ADD ▸CONSTRAINT c UNIQUE (a)"),
        .postgres("unique-builds-index", "ALTER TABLE t ADD a int ▸UNIQUE"),
        .postgres("unique-builds-index", "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i"),
        .postgres("primary-key-builds-index", "ALTER TABLE t ADD ▸PRIMARY KEY (a)"),
        .postgres("primary-key-builds-index", "ALTER TABLE t ADD PRIMARY KEY USING INDEX i"),
        .postgres("primary-key-builds-index", "CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a)"),
        .postgres("exclusion-added", "ALTER TABLE t ADD ▸CONSTRAINT c EXCLUDE USING gist (a WITH &&)"),
        .postgres("exclusion-added", "ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING gist (a WITH &&)").rows(10),
        .postgres(
            "validated-in-same-transaction",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT ▸c"),
        .postgres(
            "validated-in-same-transaction",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT c"
        ).outsideTransaction,
        .postgres("validated-in-same-transaction", "ALTER TABLE t VALIDATE CONSTRAINT c"),
        .postgres("domain-constraint-added", "▸ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0)"),
        .postgres("domain-constraint-added", "ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0) NOT VALID"),
        .postgres("domain-constraint-added", "ALTER DOMAIN d DROP CONSTRAINT c"),
        .postgres("partition-attached", "ALTER TABLE t ATTACH PARTITION ▸p FOR VALUES IN (1)"),
        .postgres("partition-attached", "CREATE TABLE p (a int); ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (1)"),
        .postgres(
            "partition-attached",
            "ALTER TABLE p ADD CHECK (a = 1) NOT VALID; ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (1)"),
        .postgres("partition-detached-not-concurrent", "ALTER TABLE t DETACH PARTITION ▸p"),
        .postgres("partition-detached-not-concurrent", "ALTER TABLE t DETACH PARTITION p").on(13),
        .postgres("partition-detached-not-concurrent", "ALTER TABLE t DETACH PARTITION p CONCURRENTLY"),
    ]

    static let indexes: [RuleCase] = [
        .postgres("index-not-concurrent", "▸CREATE INDEX i ON t (a)"),
        .postgres("index-not-concurrent", "-- one\n  ▸CREATE UNIQUE INDEX i ON app.t (a)"),
        .postgres("index-not-concurrent", "CREATE INDEX CONCURRENTLY i ON t (a)"),
        .postgres("index-not-concurrent", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)"),
        .postgres("index-not-concurrent", "▸CREATE INDEX i ON t (a); CREATE TABLE t (a int)"),
        .postgres("index-not-concurrent", "CREATE INDEX i ON t (a)").rows(300),
        .postgres("index-not-concurrent", "▸CREATE INDEX i ON u (a)").rows(300),
        .postgres("index-not-concurrent", "CREATE TABLE n (a int); ALTER TABLE n RENAME TO t; CREATE INDEX i ON t (a)"),
        .postgres("index-dropped-not-concurrent", "DROP INDEX IF EXISTS ▸i"),
        .postgres("index-dropped-not-concurrent", "DROP INDEX CONCURRENTLY i"),
        .postgres("index-dropped-not-concurrent", "CREATE TABLE t (a int); CREATE INDEX i ON t (a); DROP INDEX i"),
        .postgres("index-dropped-not-concurrent", "DROP INDEX ▸i; CREATE INDEX i ON t (a)"),
        .postgres("reindex-not-concurrent", "▸REINDEX TABLE t"),
        .postgres("reindex-not-concurrent", "REINDEX (VERBOSE, CONCURRENTLY) TABLE t"),
        .postgres("reindex-not-concurrent", "REINDEX TABLE t").rows(300),
        .postgres("concurrently-in-transaction", "CREATE INDEX ▸CONCURRENTLY i ON t (a)"),
        .postgres("concurrently-in-transaction", "DROP INDEX ▸CONCURRENTLY i; REINDEX INDEX ▸CONCURRENTLY i"),
        .postgres("concurrently-in-transaction", "ALTER TABLE t DETACH PARTITION p ▸CONCURRENTLY"),
        .postgres("concurrently-in-transaction", "CREATE INDEX CONCURRENTLY i ON t (a)").outsideTransaction,
        .postgres("concurrently-in-transaction", "REFRESH MATERIALIZED VIEW CONCURRENTLY v"),
        .postgres("concurrently-in-transaction", "BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a)").with {
            $0.transactions = .own
        },
        .postgres("concurrently-in-transaction", "BEGIN; CREATE INDEX ▸CONCURRENTLY i ON t (a); COMMIT").with {
            $0.transactions = .own
        },
        .postgres("concurrent-index-if-not-exists", "▸CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)"),
        .postgres("concurrent-index-if-not-exists", "CREATE INDEX IF NOT EXISTS i ON t (a)"),
        .postgres("index-too-wide", "▸CREATE INDEX i ON t (a, b, lower(c), d)"),
        .postgres("index-too-wide", "CREATE UNIQUE INDEX i ON t (a, b, c, d)"),
        .postgres("index-too-wide", "CREATE INDEX i ON t USING gin (a, b, c, d)"),
        .postgres("index-too-wide", "CREATE INDEX i ON t (a, b, c)"),
        .postgres("foreign-key-without-index", "CREATE TABLE t (a int ▸REFERENCES u)"),
        .postgres("foreign-key-without-index", "CREATE TABLE t (a int PRIMARY KEY REFERENCES u)"),
        .postgres("foreign-key-without-index", "CREATE TABLE t (a int REFERENCES u); CREATE INDEX ON t (a, b)"),
        .postgres("foreign-key-without-index", "CREATE TABLE t (a int ▸REFERENCES u); CREATE INDEX ON t (b, a)"),
        .postgres("foreign-key-without-index", "CREATE TABLE t (a int ▸REFERENCES u); CREATE INDEX ON t (a) WHERE b"),
        .postgres(
            "foreign-key-without-index", "CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES u, UNIQUE (b, a))"
        ),
        .postgres("foreign-key-without-index", "ALTER TABLE t ADD ▸CONSTRAINT c FOREIGN KEY (a) REFERENCES u"),
    ]

    static let work: [RuleCase] = [
        .postgres("mixed-schema-and-data", "ALTER TABLE t ADD a int;\n▸UPDATE t SET a = 1 WHERE b"),
        .postgres("mixed-schema-and-data", "ALTER TABLE t ADD a int;\n▸DELETE FROM u WHERE b"),
        .postgres("mixed-schema-and-data", "UPDATE t SET a = 1 WHERE b; ALTER TABLE t DROP a"),
        .postgres("mixed-schema-and-data", "ALTER TABLE t ADD a int; UPDATE t SET a = 1 WHERE b").outsideTransaction,
        .postgres("mixed-schema-and-data", "ALTER TABLE t ADD a int; UPDATE t SET a = 1 WHERE b").rows(300),
        .postgres(
            "mixed-schema-and-data", "CREATE TABLE t (a int); ALTER TABLE t ADD b int; UPDATE t SET a = 1 WHERE b"),
        .postgres("mixed-schema-and-data", "CREATE INDEX i ON t (a); UPDATE t SET a = 1 WHERE b"),
        .postgres("lock-timeout-missing", "▸ALTER TABLE t ADD a int;\nDROP TABLE u").with { $0.isMigration = false },
        .postgres("lock-timeout-missing", "ALTER TABLE t ADD a int"),
        .postgres("lock-timeout-missing", "SET LOCAL lock_timeout = '1s'; ALTER TABLE t ADD a int").with {
            $0.isMigration = false
        },
        .postgres("lock-timeout-missing", "SET lock_timeout = 9; RESET lock_timeout;\n▸DROP TABLE t").with {
            $0.isMigration = false
        },
        .postgres("lock-timeout-missing", "CREATE TABLE t (a int); CREATE INDEX ON t (a); UPDATE u SET a = 1").with {
            $0.isMigration = false
        },
        .postgres("lock-timeout-off", "▸SET lock_timeout = 0; ▸RESET lock_timeout; ▸SET LOCAL lock_timeout = '0s'"),
        .postgres("lock-timeout-off", "SET lock_timeout = '10s'; SET statement_timeout = 0"),
        .postgres("table-locked", "▸LOCK TABLE t"),
        .postgres("table-locked", "LOCK TABLE t IN ROW EXCLUSIVE MODE"),
        .postgres("table-locked", "LOCK TABLE a, public.t; CREATE TABLE r AS SELECT * FROM ONLY t; DROP TABLE t"),
        .postgres("table-locked", "▸LOCK TABLE t; CREATE TABLE r AS SELECT * FROM t"),
        .postgres("table-locked", "▸LOCK TABLE t; DROP TABLE t"),
        .postgres("table-locked", "CREATE TABLE r AS SELECT * FROM t; ▸LOCK TABLE t; DROP TABLE t"),
        .postgres("table-rewritten", "▸VACUUM FULL t; ▸CLUSTER t USING i; ▸ALTER TABLE t SET LOGGED"),
        .postgres("table-rewritten", "VACUUM t; ALTER TABLE t SET (fillfactor = 70)"),
        .postgres("table-rewritten", "VACUUM FULL t").rows(300),
        .postgres("refresh-not-concurrent", "▸REFRESH MATERIALIZED VIEW v"),
        .postgres("refresh-not-concurrent", "REFRESH MATERIALIZED VIEW CONCURRENTLY v"),
        .postgres(
            "refresh-not-concurrent", "CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA; REFRESH MATERIALIZED VIEW v"
        ),
    ]

    @Test(arguments: columns + constraints + indexes + work)
    func findsWhatIsMarked(_ given: RuleCase) {
        #expect(given.found == given.expected)
    }

    /// Of types that may be stored as before nobody can say more: what they were is not to be seen.
    @Test(arguments: [
        ("text", Finding.Severity.warning), ("varchar(20)", .warning), ("numeric(12, 2)", .warning),
        ("timestamptz", .error), ("bigint", .error), ("char(3)", .error), ("text[]", .error),
        ("text USING a::text || ''", .error),
    ])
    func aTypeThatMayBeStoredAsBeforeIsAWarning(_ type: String, _ severity: Finding.Severity) {
        #expect(Self.severities("ALTER TABLE t ALTER a TYPE \(type)") == [severity])
    }

    @Test(arguments: [
        ("SET timezone = 'UTC'", Finding.Severity.warning), ("SET TIME ZONE 'utc'", .warning),
        ("SET timezone = 'Europe/Berlin'", .error), ("SET timezone = 'UTC'; RESET timezone", .error),
    ])
    func aTimestampInUniversalTimeMayBeStoredAsBefore(_ setting: String, _ severity: Finding.Severity) {
        #expect(Self.severities("\(setting); ALTER TABLE t ALTER a TYPE timestamptz") == [severity])
    }

    private static func severities(_ sql: String) -> [Finding.Severity] {
        let text = SourceText(sql, name: "a.sql", dialect: .postgres)
        let findings = Linter(chosen: [ColumnTypeChanged.code]).report(
            on: LintedFile(text, scripts: [LintedScript(text)])
        ).findings
        return findings.map(\.finding.severity)
    }
}
