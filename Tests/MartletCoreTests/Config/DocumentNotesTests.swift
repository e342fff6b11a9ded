import SQLText
import Testing

@testable import MartletCore

/// `notes.yaml`, as strict as the configuration.
@Suite struct DocumentNotesTests {
    private func notes(_ text: String) throws -> DocumentNotes {
        try DocumentNotes(bytes: Array(text.utf8), name: "notes.yaml")
    }

    @Test func everyKeyIsRead() throws {
        let notes = try notes(
            """
            heading: H
            project: P
            maintainer: M
            database: D
            user: U
            migration_tool: T
            apply: {All of it: ./up, One: ./up 1}
            rollback: {Back: ./down}
            tables:
              users:
                comment: C
                columns: {id: I}
                remarks: {Model: one, Methods: [a, b]}
            notes: [x, y]

            """)
        #expect(
            [notes.heading, notes.project, notes.maintainer, notes.database, notes.user, notes.tool]
                == ["H", "P", "M", "D", "U", "T"])
        #expect(notes.apply?.map(\.line) == ["./up", "./up 1"] && notes.rollback?.map(\.purpose) == ["Back"])
        let table = try #require(notes.tables.first)
        #expect(table.name.text == "users" && table.comment == "C" && table.columns.map(\.comment) == ["I"])
        #expect(table.remarks.map(\.items) == [["one"], ["a", "b"]])
        #expect(notes.notes == ["x", "y"])
    }

    @Test(arguments: [
        ("headin: x\n", "did you mean heading?", 1), ("tables:\n  users:\n    coment: x\n", "did you mean comment?", 3),
        ("apply: ./up\n", "apply must be a mapping", 1), ("notes: x\n", "notes must be a list", 1),
        ("tables:\n  users:\n    remarks:\n      Model: {a: b}\n", "must be", 4),
        ("heading:\n", "heading must be text", 1),
    ]) func mistakesHaveAPlace(_ text: String, _ message: String, _ line: Int) throws {
        let error = #expect(throws: MartletError.self) { try notes(text) }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.code == .config && diagnostic.location?.position?.line == line, "\(diagnostic)")
        #expect("\(diagnostic.message) \(diagnostic.help ?? "")".contains(message), "\(diagnostic)")
    }
}
