import SQLText
import Testing

@testable import MartletCore

@Suite struct ScriptTraitsTests {
    private func traits(_ sql: String) -> ScriptTraits {
        Script(SourceText(sql, name: "x.sql"), options: ScriptOptions()).traits
    }

    @Test(
        arguments: [
            ("", 0), ("-- nothing\n;;", 0), ("SELECT 1; SELECT 2", 2),
            ("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END; SELECT 3;", 2),
        ])
    func statementsAreCounted(_ sql: String, _ count: Int) {
        #expect(traits(sql).statementCount == count)
        #expect(traits(sql).byteCount == sql.utf8.count)
    }

    @Test(
        arguments: [
            "PRAGMA user_version = 3", "pragma foreign_keys(off)", "PRAGMA optimize", "PRAGMA wal_checkpoint",
            "ATTACH 'x.db' AS x", "DETACH x", "CREATE TEMP TABLE t (x)", "CREATE TEMPORARY VIEW v AS SELECT 1",
            "CREATE TABLE temp.t (x)", "CREATE TRIGGER temp.t AFTER INSERT ON a BEGIN SELECT 1; END",
            "CREATE TABLE \"temp\".t (x)", "/* c */ PRAGMA main.cache_size = 5", "VACUUM",
        ])
    func whatStaysOnTheConnectionStandsAlone(_ sql: String) {
        #expect(traits("SELECT 1;" + sql + ";").standsAlone)
    }

    @Test(
        arguments: [
            "PRAGMA table_info(a)", "PRAGMA foreign_key_check", "CREATE TABLE a (x)", "INSERT INTO a VALUES (1)",
            "CREATE VIEW v AS SELECT 'PRAGMA x = 1'", "ANALYZE", "REINDEX", "CREATE TABLE temperature (x)",
        ])
    func whatLeavesNothingDoesNotStandAlone(_ sql: String) {
        #expect(!traits(sql).standsAlone)
    }

    @Test(
        arguments: [
            "BEGIN", "begin immediate", "/*x*/ end", "COMMIT", "-- c\nCommit Transaction", "ROLLBACK", "rollback to a",
            "SAVEPOINT a", "RELEASE a",
        ])
    func transactionControlIsFoundInAnySpelling(_ sql: String) {
        let found = traits("SELECT 1;\n" + sql + ";\nCOMMIT;").firstControl
        let offset = "SELECT 1;\n".utf8.count + (sql.hasPrefix("/*x*/") ? 6 : sql.hasPrefix("--") ? 5 : 0)
        #expect(found == SourceOffset(utf8: offset))
    }

    @Test(
        arguments: [
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "SELECT 'COMMIT;'", "-- COMMIT\nSELECT 1",
            "SELECT CASE WHEN 1 THEN 2 END", "INSERT OR ROLLBACK INTO a VALUES (1)",
        ])
    func whatOnlyLooksLikeTransactionControlIsNone(_ sql: String) {
        #expect(traits(sql).firstControl == nil)
    }

    /// A table is rebuilt when it is dropped and comes back under its name, whatever the spelling.
    static let rebuilds: [(sql: String, rebuilt: Set<String>, emptied: Set<String>)] = [
        ("CREATE TABLE new (x); DROP TABLE a; ALTER TABLE new RENAME TO a;", ["a"], []),
        ("DROP TABLE a; CREATE TABLE a (x);", ["a"], []),
        ("DROP TABLE Users; ALTER TABLE users_new RENAME TO users;", ["users"], []),
        ("DROP TABLE main.a; CREATE TABLE IF NOT EXISTS \"A\" (x);", ["a"], []),
        ("DROP TABLE a;", [], ["a"]),
        ("CREATE TABLE a (x); DROP TABLE IF EXISTS a;", [], ["a"]),
        ("DELETE FROM Logs; WITH c AS (SELECT 1) DELETE FROM main.b;", [], ["logs", "b"]),
        ("DELETE FROM a; DROP TABLE b; CREATE TABLE b (x);", ["b"], ["a"]),
        ("ALTER TABLE a RENAME TO b; CREATE TABLE a (x);", [], []),
    ]

    @Test(arguments: rebuilds.indices) func rebuiltAndEmptiedTablesAreTold(_ index: Int) {
        let (sql, rebuilt, emptied) = Self.rebuilds[index]
        let traits = traits(sql)
        #expect(traits.rebuiltTables == rebuilt)
        #expect(traits.emptiedTables == emptied)
        #expect(traits.dropsTable == sql.contains("DROP TABLE"))
    }
}

@Suite struct ScriptRulesTests {
    private func check(_ sql: String, isMigration: Bool = true) throws(MartletError) {
        let file = try ScriptFile(SourceText(sql, name: "001_x.sql"))
        try ScriptRules.check(Script(file.text, options: file.options), isMigration: isMigration)
    }

    static let refusals: [(sql: String, code: ErrorCode, line: Int)] = [
        ("SELECT 1; /* done */\nSELECT '/*';\n  /* open */\n/*/ open\nSELECT 1;", .directive, 4),
        ("", .emptyMigration, 1), ("-- only a comment\n", .emptyMigration, 1), (";;", .emptyMigration, 1),
        ("SELECT 1;\nBEGIN;\nCOMMIT;", .transactionControl, 2),
        ("-- martlet: transaction=none\nBEGIN;", .transactionControl, 2),
        ("SELECT 1;\n\n /*x*/ END;", .transactionControl, 3),
        ("SAVEPOINT a;", .transactionControl, 1),
        ("VACUUM;", .notInTransaction, 1),
        ("SELECT 1;\nPRAGMA journal_mode = WAL;", .notInTransaction, 2),
        ("ATTACH 'x.db' AS x;\nDETACH x;", .notInTransaction, 2),
        ("PRAGMA foreign_keys=OFF;", .notInTransaction, 1),
        ("PRAGMA main.synchronous(0);", .notInTransaction, 1),
        ("PRAGMA wal_checkpoint;", .notInTransaction, 1),
    ]

    @Test(arguments: refusals.indices) func scriptsThatCannotRunAreRefusedWithTheirPlace(_ index: Int) throws {
        let (sql, code, line) = Self.refusals[index]
        let found = try diagnostic { () throws(MartletError) in try check(sql) }
        #expect(found.code == code)
        #expect(found.location?.position?.line == line)
        #expect(found.notes.contains("nothing was changed"))
        #expect(found.help != nil)
    }

    @Test(
        arguments: [
            "SELECT 1;", "-- martlet: empty\n", "-- martlet: transaction=none\nVACUUM;",
            "-- martlet: transaction=none\nPRAGMA journal_mode = WAL;", "PRAGMA user_version = 1;",
            "PRAGMA defer_foreign_keys = ON;", "PRAGMA foreign_keys;", "CREATE TEMP TABLE t (x);",
        ])
    func scriptsThatCanRunAreLetThrough(_ sql: String) throws {
        try check(sql)
    }

    @Test func anEmptyWayBackIsNoMistake() throws {
        try check("-- nothing to undo\n", isMigration: false)
    }
}

@Suite struct PlaceholdersTests {
    private func fill(_ text: String, _ values: [String: String]) throws(MartletError) -> String {
        try Placeholders(values: values).filled(SourceText(text, name: "001_x.sql")).string
    }

    @Test(
        arguments: [
            ("SELECT '${name}', '${name}';", "SELECT 'x', 'x';"), ("${name}", "x"), ("a${name}${other}b", "axyb"),
            ("$name $ { ${", "$name $ { ${"), ("é${name}漢", "éx漢"), ("${other}", "y"), ("$${name}", "$x"),
        ])
    func valuesTakeThePlaceOfTheirNames(_ text: String, _ filled: String) throws {
        #expect(try fill(text, ["name": "x", "other": "y"]) == filled)
    }

    @Test func withoutValuesNothingIsSpecial() throws {
        #expect(try fill("${anything}", [:]) == "${anything}")
    }

    @Test func anUnknownNameIsAnErrorWithItsPlaceAndASuggestion() throws {
        let found = try diagnostic { () throws(MartletError) in
            try fill("SELECT 1;\nSELECT 'é ${nmae}';", ["name": "x"])
        }
        #expect(found.code == .config)
        #expect(found.location?.position == SourcePosition(line: 2, column: 11))
        #expect(found.location?.length == 7)
        #expect(found.help == "did you mean ${name}?")
    }

    @Test func aFilledValueIsNotFilledAgain() throws {
        #expect(try fill("${a}", ["a": "${b}", "b": "no"]) == "${b}")
    }
}
