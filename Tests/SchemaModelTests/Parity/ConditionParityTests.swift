import SQLText
import SchemaModel
import Testing

/// Which conditions and defaults are the same in the words of both engines.
@Suite struct ConditionParityTests {
    private static let sqliteTable = """
        a INTEGER, b INTEGER, r REAL, t TEXT, u TEXT, n TEXT COLLATE NOCASE, at TEXT, on_sale BOOLEAN, flag INTEGER,
        CHECK (flag IN (0, 1)), CHECK (on_sale IN (0, 1)), CHECK (at = strftime('%Y-%m-%dT%H:%M:%SZ', at))
        """

    private func pair(_ sqlite: String, _ postgres: [String]) throws -> ParityPair {
        let table = Table.postgres(
            "x", Column("a", "bigint"), Column("b", "bigint"), Column("r", "double precision"),
            Column("t", "text"), Column("u", "character varying"), Column("n", "public.citext"),
            Column("at", "timestamp with time zone"), Column("on_sale", "boolean"), Column("flag", "boolean"))
        return try ParityPair(
            "CREATE TABLE x (\(Self.sqliteTable)\(sqlite))",
            postgres: table.with { $0.checks = postgres.map { Check($0) } })
    }

    /// A condition as somebody writes it for SQLite, and as PostgreSQL 15 writes the same back.
    static let same: [(sqlite: String, postgres: String)] = [
        ("a >= 0", "a >= 0"), ("0 <= a", "a >= 0"), ("a != b", "a <> b"), ("b <> a", "a <> b"), ("a == 1", "a = 1"),
        ("a > b", "b < a"), ("a > -1", "a > '-1'::integer"), ("r >= 0", "r >= (0)::double precision"),
        ("r < 1.50", "r < (1.5)::double precision"), ("+a > 0", "a > 0"),
        ("t IN ('a', 'b')", "t = ANY (ARRAY['a'::text, 'b'::text])"),
        ("t IN ('b', 'a', 'b')", "t = ANY (ARRAY['a'::text, 'b'::text])"),
        ("u IN ('a', 'b')", "(u)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])"),
        ("u IN ('a', 'b')", "(u)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])"),
        ("t IN ('a')", "t = 'a'::text"), ("t = 'a' OR t = 'b'", "t = ANY (ARRAY['a'::text, 'b'::text])"),
        ("t NOT IN ('a', 'b')", "t <> ALL (ARRAY['a'::text, 'b'::text])"),
        ("NOT (t IN ('a', 'b'))", "t <> ALL (ARRAY['a'::text, 'b'::text])"),
        ("a BETWEEN 1 AND 9", "(a >= 1) AND (a <= 9)"), ("a NOT BETWEEN 1 AND 9", "(a < 1) OR (a > 9)"),
        ("NOT (a > 1 AND b > 2)", "(a <= 1) OR (b <= 2)"),
        ("a IS NOT NULL OR b NOTNULL", "(a IS NOT NULL) OR (b IS NOT NULL)"),
        ("a IS NULL OR a > 0", "a > 0"), ("a > 0", "(a IS NULL) OR (a > 0)"), ("length(t) > 3", "length(t) > 3"),
        ("length(u) > 3", "char_length((u)::text) > 3"), ("trim(t) <> ''", "TRIM(BOTH FROM t) <> ''::text"),
        ("trim(t) <> ''", "btrim(t) <> ''::text"), ("trim(t, '-') <> ''", "TRIM(BOTH '-'::text FROM t) <> ''::text"),
        ("ltrim(t) = t", "TRIM(LEADING FROM t) = t"), ("t = lower(t)", "lower(t) = t"),
        ("ifnull(a, 0) > 0", "COALESCE(a, (0)::bigint) > 0"),
        ("substr(t, 1, 2) = 'ab'", "substr(t, 1, 2) = 'ab'::text"),
        ("substr(t, 1, 2) = 'ab'", "\"substring\"(t, 1, 2) = 'ab'::text"),
        ("instr(t, '@') > 0", "strpos(t, '@'::text) > 0"),
        ("t || u <> 'x'", "(t || (u)::text) <> 'x'::text"), ("a % 2 = 0", "(a % (2)::bigint) = 0"),
        ("a + b * 2 < 9", "(a + (b * 2)) < 9"), ("(a IS NULL) = (b IS NULL)", "(a IS NULL) = (b IS NULL)"),
        ("a IS b", "NOT (a IS DISTINCT FROM b)"), ("a IS NOT b", "a IS DISTINCT FROM b"),
        ("t LIKE '_%@_%'", "t ~~ '_%@_%'::text"), ("t NOT LIKE '% %'", "t !~~ '% %'::text"),
        ("t LIKE 'ab%'", "t ~~* 'ab%'::text"), ("t LIKE 'AB%'", "t ~~* 'ab%'::text"),
        ("n LIKE 'ab%'", "n ~~ 'ab%'::public.citext"), ("n LIKE 'ab%'", "n OPERATOR(public.~~) 'ab%'::public.citext"),
        ("t LIKE '%!%' ESCAPE '!'", "t ~~ '%\\%'::text"), ("t GLOB 'a?*'", "t ~~ 'a_%'::text"),
        ("t GLOB '/[^/]*'", "t ~ '^/[^/]'::text"), ("t NOT GLOB '*[^a-z0-9_]*'", "t !~ '[^a-z0-9_]'::text"),
        ("t GLOB 'a.b*'", "t ~ '^a\\.b'::text"), ("t GLOB 'a*b'", "t ~ '^a.*b$'::text"),
        ("t GLOB '?*'", "t ~ '.'::text"),
        ("flag = 1", "flag"), ("flag = 0", "NOT flag"), ("flag <> 1", "flag = false"),
        ("flag = TRUE OR a > 0", "flag OR (a > 0)"),
        ("CASE WHEN flag = 1 THEN a ELSE b END > 0", "CASE WHEN flag THEN a ELSE b END > 0"),
        ("CASE t WHEN 'x' THEN 1 END > 0", "CASE t WHEN 'x'::text THEN 1 ELSE NULL::integer END > 0"),
        ("CAST(t AS INTEGER) > 0", "(t)::bigint > 0"),
        ("at > '2020-01-01'", "at > '2020-01-01'::timestamp with time zone"),
        ("t <> 'it''s'", "t <> 'it''s'::text"), ("t <> 'a\\b'", "t <> 'a\\b'::text"),
        ("\"t\" <> 'x'", "t <> 'x'::text"),
    ]

    @Test(arguments: same)
    func conditionsAreTheSameInBothWords(_ texts: (sqlite: String, postgres: String)) throws {
        #expect(try pair(", CHECK (\(texts.sqlite))", [texts.postgres]).lines == [])
    }

    /// Conditions that say something else, although they look alike.
    static let different: [(sqlite: String, postgres: String)] = [
        ("a >= 0", "a > 0"), ("t IN ('a', 'b')", "t = ANY (ARRAY['a'::text, 'c'::text])"),
        ("a BETWEEN 1 AND 9", "a >= 1"),
        ("t LIKE 'ab%'", "t ~~ 'ab%'::text"), ("t GLOB 'ab*'", "t ~~* 'ab%'::text"), ("t GLOB 'ab*'", "t ~ 'ab'::text"),
        ("n LIKE 'ab%'", "(n)::text ~~ 'ab%'::text"), ("a > 0 AND b > 0", "(a > 0) OR (b > 0)"),
        ("flag = 1 OR a > 0", "(NOT flag) OR (a > 0)"),
        ("t LIKE '%\\%'", "t ~~ '%\\%'::text"), ("a IS NULL OR a IS NOT b", "a <> b"),
        ("trim(t) <> ''", "t <> ''::text"),
        ("a - b > 0", "(b - a) > 0"), ("t = 'A'", "t = 'a'::text"),
    ]

    @Test(arguments: different)
    func conditionsThatSaySomethingElseDiffer(_ texts: (sqlite: String, postgres: String)) throws {
        let parity = try pair(", CHECK (\(texts.sqlite))", [texts.postgres]).parity
        #expect(!parity.differences.isEmpty && parity.judgements.isEmpty, "\(parity.lines)")
    }

    /// Conditions that no form is known of: also where the texts are the same, they may mean two things.
    static let unknown: [(sqlite: String, postgres: String)] = [
        ("t = 'x'", "t OPERATOR(app.=) 'x'::text"), ("a / 2 > 1", "(a / 2) > 1"),
        ("t REGEXP '^a+$'", "t ~ '^a+$'::text"), ("t GLOB '*a*'", "t ~ '(a)'::text"),
        ("hex(t) <> ''", "encode((t)::bytea, 'hex'::text) <> ''::text"), ("t LIKE 'ä%'", "t ~~* 'ä%'::text"),
        ("t ->> '$.a' = 'b'", "((t)::json ->> 'a'::text) = 'b'::text"),
        ("substr(t, -1) = 'a'", "\"right\"(t, 1) = 'a'::text"),
        ("t GLOB '[a-z]*'", "t ~ '^[[:alpha:]]'::text"), ("flag IS TRUE", "flag IS TRUE"),
        ("max(a, b) > 0", "GREATEST(a, b) > 0"),
        ("t COLLATE NOCASE <> 'x'", "lower(t) <> 'x'::text"),
    ]

    @Test(arguments: unknown)
    func whatHasNoFormIsForAPersonToJudge(_ texts: (sqlite: String, postgres: String)) throws {
        let parity = try pair(", CHECK (\(texts.sqlite))", [texts.postgres]).parity
        #expect(parity.judgements.count == 1 && parity.differences.isEmpty, "\(parity.lines)")
        #expect(!parity.isEmpty)
        #expect(parity.judgements.first?.postgres == texts.postgres)
    }

    /// However deep or long: the stack of a thread is small.
    @Test(arguments: [
        String(repeating: "(", count: 9000) + "a" + String(repeating: ")", count: 9000) + " > 0",
        String(repeating: "- ", count: 9000) + "1 < a", String(repeating: "NOT ", count: 9001) + "(a > 0)",
        "a" + String(repeating: " + a", count: 9000) + " > 0", "a" + String(repeating: " = a", count: 9000),
        String(repeating: "CASE WHEN a > 0 THEN ", count: 3000) + "1" + String(repeating: " END", count: 3000) + " > 0",
    ])
    func noExpressionIsTooLargeToBeRefused(_ text: String) throws {
        let scope = try pair("", [text]).parity
        #expect(scope.findings.count == 1, "\(scope.lines)")
    }

    @Test func partsOfAnAndAreConditionsOfTheirOwn() throws {
        #expect(try pair(", CHECK (a > 0 AND b > 0)", ["b > 0", "a > 0"]).lines == [])
        #expect(
            try pair(", CHECK (a > 0 AND b > 0)", ["b > 0"]).lines == [
                "~ check x: SQLite alone, a > 0 AND b > 0"
            ])
        #expect(try pair("", ["b > 0"]).lines == ["~ check x: PostgreSQL alone, b > 0"])
        #expect(try pair(", CHECK (a > 0 AND b > 0)", []).lines == ["~ check x: SQLite alone, a > 0 AND b > 0"])
        #expect(
            try pair(", CHECK (a > 0 AND b > 0)", ["a > 1 AND b > 1"]).lines == [
                "~ check x.a expression: SQLite a > 0 AND b > 0, PostgreSQL a > 1 AND b > 1"
            ])
        #expect(
            try pair(", CHECK (max(a, b) > 0 AND b > 0)", ["GREATEST(a, b) > 0 AND b > 1"]).lines == [
                "~ check x.b expression: SQLite max(a, b) > 0 AND b > 0, PostgreSQL GREATEST(a, b) > 0 AND b > 1"
            ])
        #expect(try pair(", CHECK (a / 2 > 0)", []).lines == ["~ check x: SQLite alone, a / 2 > 0"])
    }

    /// Defaults: the type, what SQLite says, what PostgreSQL writes back.
    static let defaults: [(type: String, sqlite: String, postgres: String)] = [
        ("bigint", "0", "0"), ("bigint", "-1", "'-1'::integer"), ("double precision", "0.50", "0.5"),
        ("text", "'x'", "'x'::text"),
        ("text", "''", "''::character varying"), ("text", "'it''s'", "'it''s'::text"), ("text", "NULL", "NULL::text"),
        ("boolean", "0", "false"), ("boolean", "1", "true"), ("boolean", "TRUE", "true"),
        ("timestamp with time zone", "CURRENT_TIMESTAMP", "now()"),
        ("timestamp with time zone", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
        ("timestamp with time zone", "(datetime('now'))", "date_trunc('second'::text, now())"),
        (
            "timestamp with time zone", "(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
            "date_trunc('second'::text, CURRENT_TIMESTAMP)"
        ),
        ("timestamp without time zone", "CURRENT_TIMESTAMP", "(now() AT TIME ZONE 'utc'::text)"),
        ("timestamp without time zone", "CURRENT_TIMESTAMP", "timezone('utc'::text, now())"),
        ("timestamp without time zone", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP"),
        ("date", "CURRENT_DATE", "CURRENT_DATE"),
        ("date", "(date('now'))", "(now())::date"), ("time without time zone", "(time('now'))", "CURRENT_TIME"),
        ("jsonb", "'{}'", "'{}'::jsonb"),
        ("uuid", "'00000000-0000-0000-0000-000000000000'", "'00000000-0000-0000-0000-000000000000'::uuid"),
    ]

    private func defaulted(_ type: String, _ sqlite: String, _ postgres: String) throws -> SchemaParity {
        let types = ["bigint": "INTEGER", "boolean": "BOOLEAN", "double precision": "REAL"]
        return try ParityPair(
            "CREATE TABLE x (v \(types[type] ?? "TEXT") DEFAULT \(sqlite))",
            postgres: .postgres("x", Column("v", type).with(default: postgres))
        ).parity
    }

    @Test(arguments: defaults)
    func defaultsAreTheSameInBothWords(_ texts: (type: String, sqlite: String, postgres: String)) throws {
        let parity = try defaulted(texts.type, texts.sqlite, texts.postgres)
        #expect(parity.isEmpty, "\(parity.lines)")
    }

    @Test(arguments: [
        ("bigint", "0", "1", ParityFinding.Level.difference), ("text", "'x'", "'X'::text", .difference),
        ("boolean", "0", "true", .difference),
        ("uuid", "(hex(randomblob(16)))", "gen_random_uuid()", .judgement),
        ("text", "(lower(t))", "CURRENT_USER", .judgement),
    ])
    func defaultsThatDifferAreTold(_ type: String, _ sqlite: String, _ postgres: String, _ level: ParityFinding.Level)
        throws
    {
        let parity = try defaulted(type, sqlite, postgres)
        let finding = parity.findings.first { $0.property == "default" }
        #expect(finding?.level == level, "\(parity.lines)")
        #expect(finding?.postgres == postgres)
    }

    @Test func aDefaultOnOneSideIsADifference() throws {
        let pair = try ParityPair("CREATE TABLE x (v TEXT DEFAULT 'a')", postgres: .postgres("x", Column("v", "text")))
        #expect(pair.lines == ["~ column x.v default: SQLite 'a', PostgreSQL none"])
    }
}
