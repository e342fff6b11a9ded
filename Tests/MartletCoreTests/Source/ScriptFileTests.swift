import SQLText
import Testing

@testable import MartletCore

@Suite struct ScriptFileTests {
    private func read(_ text: String) throws(MartletError) -> ScriptFile {
        try ScriptFile(SourceText(text, name: "001_x.sql"))
    }

    private func statements(of file: ScriptFile) -> [String] {
        let text = file.text.keeping(only: file.up)
        return SQLScript.statements(in: text).map { $0.text(in: text) }
    }

    private func statements(of text: SourceText?) -> [String] {
        text.map { text in SQLScript.statements(in: text).map { $0.text(in: text) } } ?? []
    }

    // MARK: Description

    @Test(
        arguments: [
            ("-- Add users\nSELECT 1;", "Add users"),
            ("-- Migration: 001_x.sql\n-- Add users\nSELECT 1;", "Add users"),
            (
                "-- Migration: 001_x.sql\n-- Description: Users and roles\n-- Created: 2026\nSELECT 1;",
                "Users and roles"
            ),
            ("-- First words\n-- description: The header wins\nSELECT 1;", "The header wins"),
            ("-- Description: one\n-- Description: two\nSELECT 1;", "one"),
            ("-- Depends: 002\n-- martlet: foreign_keys=on\n-- The description\nSELECT 1;", "The description"),
            ("\n\n--\n--   \n-- After blank comments  \nSELECT 1;", "After blank comments"),
            ("-- martlet:up\n-- In the section\nSELECT 1;\n-- martlet:down\nSELECT 2;", "In the section"),
            ("\u{FEFF}-- With a mark\r\nSELECT 1;\r\n", "With a mark"),
            ("-- Größe, 漢字\nSELECT 1;", "Größe, 漢字"),
        ])
    func descriptionIsTheHeaderOrTheFirstComment(_ text: String, _ description: String) throws {
        #expect(try ScriptFile(SourceText(bytes: Array(text.utf8), name: "x")).description == description)
    }

    @Test(
        arguments: [
            "SELECT 1;\n-- Too late", "SELECT 1;", "/* a block */ SELECT 1;", "SELECT '\n-- in a string\n';",
            "-- Description:\nSELECT 1;", "SELECT 1;\n-- ROLLBACK:\n-- DROP TABLE a;",
        ])
    func withoutHeaderOrCommentThereIsNoDescription(_ text: String) throws {
        #expect(try read(text).description == nil)
    }

    // MARK: Dependencies

    @Test(
        arguments: [
            ("-- Depends: 002", ["002"]), ("-- depends on: 002", ["002"]),
            ("-- Depends: 002, metrics/001", ["002", "metrics/001"]),
            ("-- Depends: 1,\t2 ,, 3 ", ["1", "2", "3"]), ("-- Depends: a/b/c", ["a/b/c"]), ("-- Depends:", []),
            ("-- Depends: 1\n-- Depends: 2", ["1", "2"]),
        ])
    func dependenciesAreVersionsHereOrInAnotherDatabase(_ line: String, _ expected: [String]) throws {
        let found = try read(line + "\nSELECT 1;").dependencies
        #expect(found.map(\.description) == expected)
        #expect(found.map { $0.database != nil } == expected.map { $0.contains("/") })
    }

    @Test func dependenciesInsideARollbackBlockAreNone() throws {
        #expect(try read("SELECT 1;\n-- ROLLBACK:\n-- Depends: 9").dependencies.isEmpty)
    }

    // MARK: Ways back

    @Test func rollbackBlockIsTheWayBack() throws {
        let file = try read("CREATE TABLE a (x);\n\n-- ROLLBACK:\n-- DROP TABLE a;\n-- DROP VIEW IF EXISTS v;\n")
        #expect(statements(of: file) == ["CREATE TABLE a (x);"])
        #expect(statements(of: file.down) == ["DROP TABLE a;", "DROP VIEW IF EXISTS v;"])
    }

    @Test(arguments: ["martlet", "migrate"]) func sectionsAreTheTwoWays(_ style: String) throws {
        let file = try read("-- \(style):up\nCREATE TABLE a (x);\n-- \(style):down\nDROP TABLE a;\n")
        #expect(statements(of: file) == ["CREATE TABLE a (x);"])
        #expect(statements(of: file.down) == ["DROP TABLE a;"])
    }

    @Test func sectionsMayComeInEitherOrder() throws {
        let file = try read("-- martlet:down\nDROP TABLE a;\n-- martlet:up\nCREATE TABLE a (x);\n")
        #expect(statements(of: file) == ["CREATE TABLE a (x);"])
        #expect(statements(of: file.down) == ["DROP TABLE a;"])
    }

    @Test func aDownSectionAloneEndsTheWayForward() throws {
        let file = try read("CREATE TABLE a (x);\n-- martlet:down\nDROP TABLE a;\n")
        #expect(statements(of: file) == ["CREATE TABLE a (x);"])
        #expect(statements(of: file.down) == ["DROP TABLE a;"])
    }

    @Test func partsKeepTheOffsetsOfTheFile() throws {
        let text = "-- é\nCREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;\n"
        let file = try read(text)
        let down = try #require(file.down)
        let statement = try #require(SQLScript.statements(in: down).first)
        #expect(file.text.position(of: statement.offset) == SourcePosition(line: 4, column: 4))
    }

    // MARK: Options

    @Test func optionsComeFromTheirLinesAndTheSectionMarks() throws {
        let options = try read(
            "-- martlet: transaction=none environment=dev,test\n-- martlet: environment=ci foreign_keys=on irreversible\n"
                + "-- martlet:up\nSELECT 1;"
        ).options
        #expect(options.transaction == .none)
        #expect(options.environments == ["dev", "test", "ci"])
        #expect(options.foreignKeys == true)
        #expect(options.isIrreversible)
        #expect(!options.isEmpty)
    }

    @Test(arguments: [("false", ScriptOptions.Transaction.none), ("true", .each)])
    func dbmatesTransactionOptionIsRead(_ value: String, _ expected: ScriptOptions.Transaction) throws {
        #expect(try read("-- migrate:up transaction:\(value)\nSELECT 1;").options.transaction == expected)
    }

    @Test func theProjectsRuleHoldsUntilTheFileSaysOtherwise() throws {
        let none = ScriptOptions(transaction: .none)
        #expect(try ScriptFile(SourceText("SELECT 1;", name: "x"), defaults: none).options.transaction == .none)
        let text = SourceText("-- martlet: transaction=each\nSELECT 1;", name: "x")
        #expect(try ScriptFile(text, defaults: none).options.transaction == .each)
    }

    // MARK: Mistakes

    static let mistakes: [(text: String, message: String, position: SourcePosition, help: String?)] = [
        (
            "-- martlet: trasaction=none\nSELECT 1;", "there is no option trasaction; did you mean transaction?",
            .init(line: 1, column: 13), nil
        ),
        (
            "SELECT 1;\n-- martlet:dwon\n", "there is no directive `martlet:dwon`", .init(line: 2, column: 1),
            "did you mean `-- martlet:down`?"
        ),
        (
            "SELECT 1;\n  -- Martlet:up\n", "there is no directive `Martlet:up`", .init(line: 2, column: 3),
            "did you mean `-- martlet:up`?"
        ),
        (
            "SELECT 1;\n-- rollback\n", "there is no directive `rollback`", .init(line: 2, column: 1),
            "did you mean `-- ROLLBACK:`?"
        ),
        (
            "-- martlet: environment=\nSELECT 1;", "environment needs a name: environment=dev",
            .init(line: 1, column: 13), nil
        ),
        (
            "-- martlet: environment=,\nSELECT 1;", "environment needs a name: environment=dev",
            .init(line: 1, column: 13), nil
        ),
        ("-- martlet: irreversible=yes\nSELECT 1;", "irreversible takes no value", .init(line: 1, column: 13), nil),
        (
            "-- martlet: transaction=maybe\nSELECT 1;", "transaction is each or none, not maybe",
            .init(line: 1, column: 13), nil
        ),
        (
            "-- martlet: foreign_keys\nSELECT 1;", "foreign_keys is on or off, not nothing", .init(line: 1, column: 13),
            nil
        ),
        (
            "-- martlet: transaction=\"none\nSELECT 1;", "the value has no closing quotation mark",
            .init(line: 1, column: 25), nil
        ),
        ("-- martlet: =none\nSELECT 1;", "an option without a name", .init(line: 1, column: 13), nil),
        (
            "-- martlet:up\nSELECT 1;\n-- martlet:up\nSELECT 2;", "a second `up` section", .init(line: 3, column: 1),
            "put its statements into the first one"
        ),
        (
            "-- martlet:up\nSELECT 1;\n-- martlet:down\n;\n-- martlet:down\n", "a second `down` section",
            .init(line: 5, column: 1), "put its statements into the first one"
        ),
        (
            "-- martlet:up\nSELECT 1;\n-- ROLLBACK:\n-- SELECT 2;", "`-- ROLLBACK:` in a file with sections",
            .init(line: 3, column: 1), "use either the block, or `-- martlet:down`"
        ),
        (
            "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n-- ROLLBACK:\n",
            "`-- ROLLBACK:` in a file with sections", .init(line: 5, column: 1),
            "use either the block, or `-- migrate:down`"
        ),
        (
            "é();\nSELECT 1;\n-- martlet:up\nSELECT 2;", "a statement before the first section",
            .init(line: 1, column: 1), "move it below `-- martlet:up`"
        ),
        (
            "SELECT 1;\n-- ROLLBACK:\n-- SELECT 2;\nSELECT 3;", "a line of the rollback block is not behind `--`",
            .init(line: 4, column: 1),
            "it runs to the end of the file: put `--` before the line, or move it above the mark"
        ),
    ]

    @Test(arguments: mistakes.indices) func mistakesAreNamedWithTheirPlace(_ index: Int) throws {
        let (text, message, position, help) = Self.mistakes[index]
        let found = try diagnostic { () throws(MartletError) in try read(text) }
        #expect(found.code == .directive)
        #expect(found.message == message)
        #expect(found.location?.position == position)
        #expect(found.help == help ?? "correct the line, then run the same command again")
    }

    @Test func everyMistakeIsReportedAtOnce() {
        do throws(MartletError) {
            _ = try read("-- martlet: foo\n-- martlet:upp\n-- martlet: empty=1\nSELECT 1;")
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.diagnostics.map { $0.location?.position?.line } == [1, 2, 3])
        }
    }
}
