import SQLText
import Testing

/// What statements make and drop.
@Suite struct StatementTargetTests {
    private func target(_ sql: String, _ dialect: Dialect) -> String? {
        SourceText(sql, name: "x.sql", dialect: dialect).statementTargets.first.map {
            "\($0.verb) \($0.kind) \($0.written.joined(separator: " "))|\($0.names.map(\.description).joined(separator: " "))"
        }
    }

    @Test(arguments: [
        ("CREATE OR REPLACE VIEW Public.\"A b\" AS SELECT 1;", "create view Public.\"A b\"|public.A b"),
        ("create temp recursive view v (a) as select 1", "create view v|v"),
        ("CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1", "create materializedView m|m"),
        ("CREATE FUNCTION f(a int, b numeric(3, 1)) RETURNS int LANGUAGE sql RETURN 1", "create routine f|f"),
        ("DROP FUNCTION IF EXISTS f(int, numeric(3, 1)), s.G CASCADE", "drop routine f s.G|f s.g"),
        ("DROP VIEW a, b", "drop view a b|a b"), ("CREATE TYPE t AS ENUM ('a', 'b')", "create type t|t"),
        ("CREATE CONSTRAINT TRIGGER t AFTER INSERT ON x EXECUTE FUNCTION f()", "create trigger t|t"),
        ("CREATE TABLE t (a int)", nil), ("DROP TABLE t", nil), ("SELECT 1", nil), ("DROP VIEW", nil),
    ])
    func ofPostgres(_ sql: String, _ found: String?) { #expect(target(sql, .postgres) == found) }

    @Test(arguments: [
        ("CREATE VIEW IF NOT EXISTS main.[A b] AS SELECT 1;", "create view main.[A b]|main.A b"),
        ("DROP VIEW IF EXISTS `V`;", "drop view `V`|V"),
        ("CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END;", "create trigger t|t"),
        ("CREATE INDEX i ON t (a);", nil),
    ])
    func ofSQLite(_ sql: String, _ found: String?) { #expect(target(sql, .sqlite) == found) }

    @Test func namesAreThoseOfTheCodeAlone() {
        let text = SourceText(
            "CREATE FUNCTION F() RETURNS int AS $$ SELECT a_b FROM \"C\" $$; -- d\nSELECT 'e', \"G h\"", name: "x",
            dialect: .postgres)
        #expect(text.namesMentioned.isSuperset(of: ["f", "a_b", "c", "g h"]))
        #expect(text.namesMentioned.isDisjoint(with: ["d", "e"]))
    }
}
