import Testing

@testable import SQLText

@Suite struct DirectiveTests {
    private func directives(_ script: String) -> [Directive] { Directive.all(in: SourceText(script, name: "a.sql")) }

    static let kinds: [(String, Directive.Kind?)] = [
        ("-- martlet:up", .up(.martlet)), ("--martlet:down", .down(.martlet)), ("  --  martlet:up  ", .up(.martlet)),
        ("-- migrate:up", .up(.dbmate)), ("-- migrate:down transaction:false", .down(.dbmate)),
        ("-- martlet: transaction=none", .options), ("-- martlet:", .options), ("--martlet:\tirreversible", .options),
        ("-- ROLLBACK:", .rollback(rest: "")), ("-- Rollback: DROP TABLE t;", .rollback(rest: "DROP TABLE t;")),
        ("--rollback:", .rollback(rest: "")),
        ("-- Description: Add a table", .header(key: "Description", value: "Add a table")),
        ("-- Depends: 002, metrics/001", .header(key: "Depends", value: "002, metrics/001")),
        ("-- Down Revision:abc", .header(key: "Down Revision", value: "abc")),
        ("-- Migration: 004_add.sql", .header(key: "Migration", value: "004_add.sql")),
        ("-- Parent:", .header(key: "Parent", value: "")),
        ("-- Create date: 2024-01-01 10:00", .header(key: "Create date", value: "2024-01-01 10:00")),
        ("-- martlet the bird", nil), ("-- just a comment", nil), ("-- see https://example.org", nil),
        ("-- https://example.org", nil), ("--", nil),
        ("-- one two three four: five", nil), ("-- 1: one", nil), ("-- a, b: c", nil), ("-- migrate this", nil),
        ("-- Rollback is hard", nil),
        ("-- rollbacks: none", .header(key: "rollbacks", value: "none")),
        ("-- martlets: none", .header(key: "martlets", value: "none")),
        ("-- Migrate: later", .header(key: "Migrate", value: "later")),
        ("-- Martlet:Up", .unknown("Martlet:Up", suggestion: "martlet:up")),
        ("-- martlet:upp", .unknown("martlet:upp", suggestion: "martlet:up")),
        ("-- martlet:dwon x=1", .unknown("martlet:dwon", suggestion: "martlet:down")),
        ("-- martlet:UP", .unknown("martlet:UP", suggestion: "martlet:up")),
        ("-- martlet:sideways", .unknown("martlet:sideways", suggestion: nil)),
        ("-- martlet: up", .unknown("martlet: up", suggestion: "martlet:up")),
        ("-- martlet up", .unknown("martlet up", suggestion: "martlet:up")),
        ("-- martlet :down", .unknown("martlet :down", suggestion: "martlet:down")),
        ("-- Martlet: a=b", .unknown("Martlet:", suggestion: "martlet:")),
        ("-- martlet:a=b", .unknown("martlet:a=b", suggestion: "martlet: a=b")),
        ("-- Migrate:Up", .unknown("Migrate:Up", suggestion: "migrate:up")),
        ("-- migrate:foo", .unknown("migrate:foo", suggestion: nil)),
        ("-- ROLLBACK", .unknown("ROLLBACK", suggestion: "ROLLBACK:")),
        ("-- rollback :", .unknown("rollback :", suggestion: "ROLLBACK:")),
        ("-- martlet environment=dev", .unknown("martlet environment=dev", suggestion: "martlet: environment=dev")),
        ("-- martlet: a=\"b c", .malformed(.unterminatedQuote, SourceOffset(utf8: 14))),
        ("-- martlet: =b", .malformed(.missingKey, SourceOffset(utf8: 12))),
        ("-- martlet:up a='", .malformed(.unterminatedQuote, SourceOffset(utf8: 16))),
    ]

    @Test(arguments: kinds)
    func commentIsReadAsThis(_ comment: String, _ kind: Directive.Kind?) {
        #expect(directives(comment).first?.kind == kind)
    }

    private struct Option: Equatable {
        var key: String
        var value: String?
        var offset: Int

        init(_ key: String, _ value: String?, _ offset: Int) {
            (self.key, self.value, self.offset) = (key, value, offset)
        }
    }

    @Test func optionsHaveKeysValuesAndPlaces() {
        let found = directives("\n-- martlet: transaction=none key2=\"quoted value\" flag  a='b\"c' empty= d=e=f é=漢")
            .first
        #expect(
            found?.options.map { Option($0.key, $0.value, $0.offset.utf8) } == [
                Option("transaction", "none", 13), Option("key2", "quoted value", 30), Option("flag", nil, 50),
                Option("a", "b\"c", 56),
                Option("empty", "", 64), Option("d", "e=f", 71), Option("é", "漢", 77),
            ])
    }

    @Test func dbmateOptionsHaveColons() {
        let found = directives("-- migrate:up transaction:false x=y").first
        #expect(
            found?.options.map { Option($0.key, $0.value, $0.offset.utf8) } == [
                Option("transaction", "false", 14), Option("x=y", nil, 32),
            ])
    }

    @Test func headerKeysAreComparedWithoutCapitals() {
        let found = directives("-- DESCRIPTION: a b ").first
        #expect(found?.headerValue("description") == "a b")
        #expect(found?.headerValue("author") == nil)
    }

    @Test func directivesInsideStringsAndBlockCommentsAreNone() {
        #expect(
            directives("SELECT '\n-- martlet:down\n';\n/*\n-- ROLLBACK:\n*/ SELECT \"\n-- martlet: a=b\n\";").isEmpty)
    }

    @Test func placesCountBytesOfTheNormalisedText() {
        let found = directives("\u{FEFF}-- é\r\nSELECT 1;\r\n  -- martlet:down\r\n")
        #expect(found.map(\.offset.utf8) == [18])
        #expect(found.map(\.line.range) == [18..<33])
    }
}
