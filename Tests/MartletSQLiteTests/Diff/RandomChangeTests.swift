import SQLText
import SchemaModel
import TestSupport
import Testing

/// Plans between schemas made at random.
@Suite struct RandomChangeTests {
    static let pairs = StressNumber.schemaPairs ?? 200

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
        let isReached = result.withoutStatementComments == to.withoutStatementComments
        try #require(isReached && rest.isEmpty, "\(rest.lines.joined(separator: "\n"))\n\(text)")
        let difference = SchemaDifference(from: from, to: to, renames: renames)
        // What views read may change without the views.
        if difference.isEmpty { #expect(plan.statements.isEmpty, "\(text)") }
        #expect(
            from.withoutStatementComments.tables == to.withoutStatementComments.tables || !difference.isEmpty, "\(text)"
        )
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

    /// Puts rows into every table that takes them, and gives their numbers.
    private func fill(_ database: ChangedDatabase, _ tables: [Table]) throws -> [ObjectName: String?] {
        var counts: [ObjectName: String?] = [:]
        for table in tables where table.kind == .ordinary {
            let columns = table.columns.filter { $0.generated == nil }
            let name = table.name.name.quotedAsIdentifier
            let names = columns.map { $0.name.quotedAsIdentifier }.joined(separator: ", ")
            for row in 2..<6 {
                let values = columns.map {
                    $0.isNullable && row == 5 ? "NULL" : $0.type == "BLOB" ? "x'0\(row)'" : "\(row)"
                }
                // A row that a constraint or a trigger refuses is no row.
                try? database.run("INSERT INTO \(name) (\(names)) VALUES (\(values.joined(separator: ", ")))")
            }
            counts[table.name] = try database.texts("SELECT count(*) FROM \(name)")[0]
        }
        return counts
    }

    @Test func rowsStayAndAPlanFailsOnlyWhereItSaysSo() throws {
        var random = RandomSchema(seed: 7)
        var kept = 0
        for number in 0..<Self.pairs {
            let old = random.next()
            let (changed, renames) = random.mutation(of: old)
            guard let new = try? ChangedDatabase(changed).schema, new.omissions.isEmpty else { continue }
            let database = try ChangedDatabase(old)
            let from = try database.schema
            let counts = try fill(database, from.tables)
            let plan = SQLiteChangePlan(from: from, to: new, renames: renames)
            do { try database.run(plan) } catch {
                let isTold = plan.statements.contains { $0.hazards.contains(.mayFail) }
                #expect(isTold, "\(number): \(error)\n\(plan.statements.map(\.sql).joined(separator: ";\n"))")
                continue
            }
            let names = Dictionary(
                uniqueKeysWithValues: renames.filter { $0.column == nil }.map { ($0.table, $0.newName) })
            for (table, count) in counts {
                let name = names[table] ?? table
                guard new.tables.contains(where: { $0.name == name }) else { continue }
                let now = try database.texts("SELECT count(*) FROM \(name.name.quotedAsIdentifier)")[0]
                #expect(now == count, "\(number): \(name)")
                kept += 1
            }
        }
        #expect(kept > Self.pairs)
    }

    /// What was called so goes first, and what gets the name keeps its rows.
    @Test func aTableTakesTheNameOfOneThatGoes() throws {
        var random = RandomSchema(seed: 8)
        var kept = 0
        for number in 0..<Self.pairs {
            let old = random.next()
            let names = old.tables.filter { $0.kind == .ordinary }.map(\.name).prefix(2)
            guard let name = names.first, let other = names.last, name != other else { continue }
            let wanted = try ChangedDatabase(old)
            // Views may read what is gone.
            try wanted.run("PRAGMA legacy_alter_table = ON")
            try wanted.run("DROP TABLE \(other.name.quotedAsIdentifier)")
            let rename = "ALTER TABLE \(name.name.quotedAsIdentifier) RENAME TO \(other.name.quotedAsIdentifier)"
            guard (try? wanted.run(rename)) != nil, try wanted.schema.omissions.isEmpty else { continue }
            let database = try ChangedDatabase(old)
            let from = try database.schema
            let count = try fill(database, from.tables)[name]
            let (to, renames) = (try wanted.schema, [RenameHint(table: name, to: other)])
            #expect(SchemaDifference(from: from, to: to, renames: renames).unusedHints.isEmpty)
            let plan = SQLiteChangePlan(from: from, to: to, renames: renames)
            let text = "\(number): \(plan.statements.map(\.sql).joined(separator: ";\n"))"
            do { try database.run(plan) } catch {
                Issue.record("\(error)\n\(text)")
                continue
            }
            let rest = SchemaDifference(from: try database.schema, to: to)
            #expect(rest.isLeftAlone, "\(rest.lines.joined(separator: "\n"))\n\(text)")
            let now = try database.texts("SELECT count(*) FROM \(other.name.quotedAsIdentifier)")[0]
            #expect(now == count, "\(text)")
            kept += 1
        }
        #expect(kept > Self.pairs / 4)
    }
}
