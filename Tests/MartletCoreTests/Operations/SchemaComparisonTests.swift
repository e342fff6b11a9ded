import SQLText
import SchemaModel
import Testing

@testable import MartletCore

/// What a comparison does beside comparing: hints of renames, and the proof of what it plans.
@Suite struct SchemaComparisonTests {
    private static func schema(_ tables: [String: [String]]) -> Schema {
        var schema = Schema(.sqlite)
        schema.tables = tables.sorted { $0.key < $1.key }.map { name, columns in
            Table(ObjectName(name), columns: columns.map { Column($0, "TEXT") })
        }
        return schema
    }

    private static func comparison(_ old: [String: [String]], _ new: [String: [String]]) throws -> SchemaComparison {
        let workshop = try Workshop()
        let reading = SchemaReading(context: workshop.context(), home: workshop.project.databases[0])
        return SchemaComparison(old: schema(old), new: schema(new), reading: reading)
    }

    @Test func aPlanThatLeadsThereIsProved() throws {
        let comparison = try Self.comparison(["a": ["x"]], ["a": ["x", "y"], "b": ["z"]])
        let proof = try comparison.prove(comparison.plan(isOnline: true))
        #expect(proof.isProved == true && proof.notes.isEmpty)
    }

    @Test func aPlanThatLeadsElsewhereIsNot() throws {
        let comparison = try Self.comparison(["a": ["x"]], ["a": ["x", "y"]])
        let other = try Self.comparison(["a": ["x"]], ["a": ["x", "z"]]).plan(isOnline: true)
        let error = #expect(throws: MartletError.self) { try comparison.prove(other) }
        #expect(error?.diagnostics.first?.code == .planUnproved)
        #expect(error?.exitStatus == .failed)
        let notes = error?.diagnostics.first?.notes ?? []
        #expect(notes.contains { $0.contains("column z") } && notes.last == "nothing was changed", "\(notes)")
    }

    /// A planner that forgets something is no proof that there is nothing to do.
    @Test func anEmptyPlanForADifferenceIsNot() throws {
        let nothing = try Self.comparison(["a": ["x"]], ["a": ["x"]]).plan(isOnline: true)
        #expect(nothing.statements.isEmpty)
        let comparison = try Self.comparison(["a": ["x"]], ["a": ["x", "y"]])
        #expect(throws: MartletError.self) { try comparison.prove(nothing) }
    }

    @Test func statementsThatFailAreToldOf() throws {
        let comparison = try Self.comparison(["a": ["x"]], ["a": ["x", "y"]])
        let other = try Self.comparison(["b": ["x"]], ["b": ["x", "y"]]).plan(isOnline: true)
        let error = #expect(throws: MartletError.self) { try comparison.prove(other) }
        let first = try #require(error?.diagnostics.first)
        #expect(first.code == .planUnproved && first.location == nil)
        #expect(first.message.hasPrefix("a statement of the plan fails in a scratch database: no such table: b"))
        #expect(first.notes == ["the statement: ALTER TABLE b ADD COLUMN y TEXT", "nothing was changed"])
    }

    @Test(arguments: [
        ("a=b", "a b", true), ("a.x=y", "a.x y", true), ("nothing=b", "", false), ("a.nothing=y", "", false),
        ("a", "", false), ("a=a", "", false), ("a.x=x", "", false),
    ]) func hintsAreReadByWhatIsThere(_ text: String, _ meant: String, _ isFit: Bool) throws {
        let isTable = text.hasPrefix("a=") && text != "a=a"
        var comparison = try Self.comparison(["a": ["x", "k"]], isTable ? ["b": ["x", "k"]] : ["a": ["y", "k"]])
        guard isFit else {
            let error = #expect(throws: MartletError.self) { try comparison.take([text]) }
            #expect(error?.diagnostics.first?.code == .usage)
            return
        }
        try comparison.take([text])
        let hint = try #require(comparison.renames.first)
        #expect("\(hint.table)\(hint.column.map { ".\($0)" } ?? "") \(hint.newName)" == meant)
        #expect(comparison.difference.possibleRenames.isEmpty)
        let back = try #require(comparison.back(from: comparison.new, to: comparison.old, renames: true).renames.first)
        #expect(back.newName.name == (hint.column ?? hint.table.name))
        #expect(SchemaDifference(from: comparison.new, to: comparison.old, renames: [back]).unusedHints.isEmpty)
    }

    @Test func everyGuessIsAskedOfOnce() throws {
        var comparison = try Self.comparison(["a": ["x", "k"], "c": ["z"]], ["b": ["x", "k"], "c": ["w"]])
        var asked: [String] = []
        comparison.ask { hint in
            asked.append("\(hint.table)\(hint.column.map { ".\($0)" } ?? "")")
            return hint.column == nil
        }
        #expect(asked == ["a", "c.z"])
        #expect(comparison.renames.map(\.newName.name) == ["b"])
    }
}
