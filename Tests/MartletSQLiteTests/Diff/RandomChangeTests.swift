import SQLText
import SchemaModel
import TestSupport
import Testing

/// Plans between schemas made at random.
@Suite struct RandomChangeTests {
    static let pairs = 200

    /// Applies the plan to a database of one schema, and compares the outcome with a database of the other.
    private func lead(_ old: Schema, _ renames: [RenameHint], to new: Schema, _ label: String) throws {
        let database = try ChangedDatabase(old)
        let (from, to) = (try database.schema, new)
        let plan = SQLiteChangePlan(
            from: from, to: to, renames: renames, options: SQLiteChangePlan.Options(reordersColumns: true))
        let text = "\(label): \(plan.statements.map(\.sql).joined(separator: ";\n"))"
        do { try database.run(plan) } catch {
            Issue.record("\(error)\n\(text)")
            return
        }
        let result = try database.schema
        let rest = SchemaDifference(from: result, to: to)
        try #require(result == to && rest.isEmpty, "\(rest.lines.joined(separator: "\n"))\n\(text)")
        let difference = SchemaDifference(from: from, to: to, renames: renames)
        // What views read may change without the views.
        if difference.isEmpty { #expect(plan.statements.isEmpty, "\(text)") }
        #expect(from.tables == to.tables || !difference.isEmpty, "\(text)")
    }

    @Test func anyDatabaseBecomesAnyOther() throws {
        var random = RandomSchema(seed: 5)
        var last = try ChangedDatabase(random.next()).schema
        for number in 0..<Self.pairs {
            let next = try ChangedDatabase(random.next()).schema
            try lead(last, [], to: next, "pair \(number)")
            last = next
        }
    }

    @Test func aDatabaseFollowsItsChangedSchema() throws {
        var random = RandomSchema(seed: 6)
        var tried = 0
        for number in 0..<Self.pairs {
            let old = random.next()
            let (changed, renames) = random.mutation(of: old)
            guard let new = try? ChangedDatabase(changed).schema, new.omissions.isEmpty else { continue }
            tried += 1
            try lead(old, renames, to: new, "mutation \(number)")
        }
        // Some changes make what SQLite refuses.
        #expect(tried > Self.pairs / 2)
    }
}
