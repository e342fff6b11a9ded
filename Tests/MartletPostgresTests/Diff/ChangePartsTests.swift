import SQLText
import SchemaModel
import TestSupport
import Testing

/// The parts of a plan that each run in one way, and the ways back between them.
@Suite struct ChangePartsTests {
    private let changed: ChangedServerDatabase
    private let wanted: ChangedServerDatabase
    private let copy: ChangedServerDatabase
    private let version: Int

    init() throws {
        (changed, wanted, copy) = (
            try ChangedServerDatabase(), try ChangedServerDatabase(), try ChangedServerDatabase()
        )
        version = try changed.version
    }

    @Test func eachPartIsUndoneAndDoneAgain() throws {
        var (several, fewer) = (0, 0)
        for number in 0..<UInt64(RandomServerChangeTests.pairs) {
            var random = RandomPostgresSchema(seed: RandomServerChangeTests.first + number)
            let old = random.next()
            let (new, renames) = random.mutation(of: old)
            guard make(old, new) else { continue }
            let plan = try SchemaChangePlan(
                from: try changed.schema, to: try wanted.schema, renames: renames,
                options: .init(serverVersion: version))
            guard plan.parts.count > 1 else { continue }
            several += 1
            check(plan.parts, "mutation \(number)")
            let grouped = plan.grouped
            guard grouped.parts.count < plan.parts.count else { continue }
            fewer += 1
            #expect(make(old, new))
            check(grouped.parts, "mutation \(number), grouped")
        }
        #expect(several > 0)
        StressReport.add(
            "parts: \(several) plans of several, \(fewer) of them grouped, of \(RandomServerChangeTests.pairs) pairs")
    }

    /// What was called so goes first, unless something that stays needs it.
    @Test func aTableTakesTheNameOfOneThatGoes() throws {
        var (taken, refused) = (0, 0)
        for number in 0..<UInt64(RandomServerChangeTests.pairs) {
            var random = RandomPostgresSchema(seed: RandomServerChangeTests.first + number)
            let old = random.next()
            guard let rename = rename(in: old), make(old, old) else { continue }
            try wanted.run("DROP TABLE \(rename.newName.quoted(.postgres)) CASCADE")
            let table = rename.table.quoted(.postgres)
            guard
                (try? wanted.run("ALTER TABLE \(table) RENAME TO \(rename.newName.name.quotedName(.postgres))")) != nil
            else { continue }
            let (from, to) = (try changed.schema, try wanted.schema)
            guard SchemaDifference(from: from, to: to, renames: [rename]).unusedHints.isEmpty else {
                refused += 1
                continue
            }
            taken += 1
            let plan = try SchemaChangePlan(
                from: from, to: to, renames: [rename], options: .init(serverVersion: version))
            let text = "\(number): \(plan.statements.map(\.sql).joined(separator: ";\n"))"
            do { try changed.run(plan.statements) } catch { Issue.record("\(error)\n\(text)") }
            let rest = SchemaDifference(from: try changed.schema, to: to)
            #expect(rest.isLeftAlone, "\(rest.lines.joined(separator: "\n"))\n\(text)")
        }
        #expect(taken > 0)
        StressReport.add("names of what goes: \(taken) plans, \(refused) refused")
    }

    /// A table and another one in its schema, whose name it is to have.
    private func rename(in schema: Schema) -> RenameHint? {
        let tables = schema.tables.filter { $0.kind == .ordinary && $0.partition == nil && $0.parents.isEmpty }
        for table in tables {
            let other = tables.first { $0.name.schema == table.name.schema && $0.name != table.name }
            if let other { return RenameHint(table: table.name, to: other.name) }
        }
        return nil
    }

    /// Makes both schemas in empty databases; not everything that is made at random can be.
    private func make(_ old: Schema, _ new: Schema) -> Bool {
        do {
            try changed.clear()
            try wanted.clear()
            try wanted.make(new)
            try changed.make(old)
            return true
        } catch {
            return false
        }
    }

    private func check(_ parts: [SchemaChangePlan], _ label: String) {
        do {
            try undo(parts)
            let rest = SchemaDifference(from: try changed.schema, to: try wanted.schema)
            #expect(rest.isLeftAlone, "\(label): \(rest.lines.joined(separator: "\n"))")
        } catch {
            Issue.record("\(label): \(error)")
        }
    }

    /// Runs the parts, then undoes one after the other, and runs them again.
    private func undo(_ parts: [SchemaChangePlan]) throws {
        var schemas = [try changed.schema]
        for part in parts {
            try changed.run(part.statements)
            schemas.append(try changed.schema)
        }
        for schema in schemas[1..<parts.count] { try makeAgain(schema) }
        for index in parts.indices.reversed() {
            let options = SchemaChangePlan.Options(isOnline: parts[index].needsNoTransaction, serverVersion: version)
            let back = try SchemaChangePlan(from: schemas[index + 1], to: schemas[index], options: options)
            try changed.run(back.statements)
            let rest = SchemaDifference(from: try changed.schema, to: schemas[index])
            let text = (rest.lines + back.statements.map(\.sql)).joined(separator: "\n")
            try #require(rest.isLeftAlone, "part \(index): \(text)")
        }
        for part in parts { try changed.run(part.statements) }
    }

    /// Whoever drafts a migration for each part makes the schemas between them from their statements.
    private func makeAgain(_ schema: Schema) throws {
        try copy.clear()
        try copy.make(schema)
        let rest = SchemaDifference(from: try copy.schema, to: schema)
        try #require(rest.isLeftAlone, "on the way: \(rest.lines.joined(separator: "\n"))")
    }
}
