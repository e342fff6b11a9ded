import Testing

@testable import SQLText

@Suite struct LookalikeTests {
    private func kind(_ comment: String) -> Directive.Kind? {
        Directive.all(in: SourceText(comment, name: "a.sql")).first?.kind
    }

    static let mistakes: [(comment: String, suggestion: String)] = [
        ("-- ROLBACK:", "ROLLBACK:"), ("-- Rolback :", "ROLLBACK:"), ("--ROLLBCAK:", "ROLLBACK:"),
        ("-- ROLLBAK", "ROLLBACK:"), ("-- rollbacks:", "ROLLBACK:"), ("-- ROLL BACK:", "ROLLBACK:"),
        ("-- Roll-back", "ROLLBACK:"), ("--- ROLLBACK:", "ROLLBACK:"), ("-- === ROLLBACK ===", "ROLLBACK:"),
        ("------ Rollback ------", "ROLLBACK:"), ("-- ROLBACK: DROP TABLE t;", "ROLLBACK:"),
        ("-- Depend: 001", "Depends: 001"), ("-- Dependes: 002, metrics/001", "Depends: 002, metrics/001"),
        ("-- Dependencies: 001,002", "Depends: 001,002"), ("-- depends-on: 20260101000000", "Depends: 20260101000000"),
        ("-- Depends_on: 3", "Depends: 3"), ("-- Depnds: 001_users", "Depends: 001_users"),
        ("-- UP", "martlet:up"), ("-- Down", "martlet:down"), ("-- DOWN:", "martlet:down"),
        ("---- ==== DOWN ====", "martlet:down"), ("-- Up Migration", "martlet:up"),
        ("-- Down Migration", "martlet:down"), ("-- migration down", "martlet:down"),
        ("-- migrate: up", "migrate:up"), ("-- Migrate down", "migrate:down"),
        ("-- matlet: transaction=none", "martlet: transaction=none"), ("-- martlte:up", "martlet:up"),
        ("-- martlett: down", "martlet:down"), ("-- matlet:up transaction=none", "martlet:up transaction=none"),
        ("-- matlet: transaction=none\tonly", "martlet: transaction=none\tonly"),
        ("-- matlet: up\u{B}key=", "martlet:up\u{B}key="),
    ]

    @Test(arguments: mistakes) func whatIsNearlyADirectiveIsNoComment(_ comment: String, _ suggestion: String) {
        guard case .lookalike(let found) = kind(comment) else {
            Issue.record("\(comment) is \(String(describing: kind(comment)))")
            return
        }
        #expect(found.suggestion == suggestion)
        #expect(comment.contains(found.text))
    }

    static let prose = [
        "-- Depends on the users table", "-- Depends on: the users table", "-- Depends: 002",
        "-- depends on 5", "-- Dependencies: users and posts", "-- Dependency: sqlite 3.38", "-- Depend: see below",
        "-- Defends: 001 and 002", "-- Dependents: none", "-- Details: 5 columns",
        "-- rollbacks: none", "-- Rollback is hard", "-- rollback plan: restore the backup", "-- Callback:",
        "-- Fallback:", "-- Fallback: SELECT 1;", "-- Rollout:", "-- rollback;", "-- ROLLBACK TO one;",
        "-- Rolled back by hand: see 004", "-- Roll back the import first",
        "-- Up to ten rows each", "-- Up: 3, down: 4", "-- down payment", "-- Downloads", "-- Update", "-- Upsert:",
        "-- Ups and downs of the market", "-- UPDATE:", "-- Set up:", "-- Undo", "-- Revert",
        "-- migrate the old rows", "-- Migration: 004_add.sql", "-- Migrate: later", "-- Migrate up to ten rows",
        "-- Market: up 3 %", "-- Martlets: none", "-- Market:\tup\u{B}'=", "-- Market: up a=1 and b=2",
        "-- martlet the bird", "-- martlet knows a=b",
        "-- Author: Ann", "-- Seeder: 001_users.sql", "-- Created: 2026-01-01", "-- TODO: drop it;",
        "-- Revision: 3", "-- Parent: none", "-- Version: 1", "-- Note: rollback: no;",
        "-- ================", "-- ----------------", "-- === Users ===", "-- *** up and running ***",
        "-- +1 for the index", "-- + 2", "-- +goosebumps", "-- @param x", "-- !important", "-- // a note",
        "-- / a path", "-- rambler upward", "-- liquibase is not used", "-- / create above",
    ]

    @Test(arguments: prose) func proseStaysProse(_ comment: String) {
        switch kind(comment) {
        case nil, .header: break
        case let other: Issue.record("\(comment) is \(String(describing: other))")
        }
    }

    @Test(
        arguments: [
            ("-- +goose Up", "goose"), ("--  +goose Down", "goose"), ("-- +goose StatementBegin", "goose"),
            ("-- +GOOSE NO TRANSACTION", "goose"), ("-- +migrate Up notransaction", "sql-migrate"),
            ("-- +migrate Down", "sql-migrate"), ("-- +micrate Up", "micrate"), ("--//@UNDO", "MyBatis Migrations"),
            ("-- //@UNDO", "MyBatis Migrations"), ("-- @UNDO", "MyBatis Migrations"),
            ("--liquibase formatted sql", "Liquibase"), ("---- create above / drop below ----", "tern"),
            ("-- rambler up", "rambler"), ("-- !Downs", "Play evolutions"), ("--- !Ups", "Play evolutions"),
        ])
    func marksOfOtherToolsAreKnown(_ comment: String, _ tool: String) {
        #expect(kind(comment) == .foreign(tool: tool))
    }

    @Test func wordsInsideStringsAreNeitherMarkNorMistake() {
        let script = "SELECT '\n-- +goose Down\n-- ROLBACK:\n';\n/*\n-- DOWN\n*/\n"
        #expect(Directive.all(in: SourceText(script, name: "a.sql")).isEmpty)
    }
}
