import MartletCore
import SQLText
import SchemaModel
import TestSupport
import Testing

/// Plans between schemas made at random.
@Suite struct RandomServerChangeTests {
    static let pairs = StressNumber.schemaPairs ?? 10
    static let first = UInt64(StressNumber.firstSchemaPair ?? 1)

    /// Two databases that serve one pair after the other, and what was counted.
    private final class Bench {
        let changed: ChangedServerDatabase
        let wanted: ChangedServerDatabase
        private(set) var (plans, statements, failures, rows) = (0, 0, 0, 0)

        init() throws { (changed, wanted) = (try ChangedServerDatabase(), try ChangedServerDatabase()) }

        /// Adds what was counted to the report.
        func report(_ name: String, _ taken: Int) {
            StressReport.add(
                "\(name): \(taken) pairs of \(RandomServerChangeTests.pairs), \(plans) plans, \(statements) statements, "
                    + "\(rows) rows, \(failures) failed on rows as told")
        }

        /// Makes both schemas, as far as the server takes them, and leads the first database to the second schema.
        /// - Returns: whether it took them.
        func lead(
            _ old: Schema, _ renames: [RenameHint], to new: Schema, online: Bool, rights: Bool, _ label: String
        ) throws -> Bool {
            try wanted.clear()
            try changed.clear()
            do {
                try wanted.make(new)
                try changed.make(old)
            } catch { return false }
            fill(try changed.schema)
            let disturbed = rights ? try DisturbedRights(in: changed, try changed.schema) : nil
            defer { try? disturbed?.end() }
            let from = try changed.schema
            let to = try wanted.schema
            let plan = try PostgresChangePlan(
                from: from, to: to, renames: renames, options: try options(online))
            plans += 1
            statements += plan.statements.count
            let text = plan.statements.map { ($0.isOutsideTransaction ? "-- outside\n" : "") + $0.sql }.joined(
                separator: ";\n")
            let before = try files()
            do { try changed.run(plan) } catch {
                // With rows a plan may fail, if it says so; without them never.
                guard plan.statements.contains(where: { $0.hazards.contains(.mayFail) }) else {
                    Issue.record("\(label): \(error)\n--- plan:\n\(text)")
                    return true
                }
                failures += 1
                try disturbed?.end()
                return try leadWithoutRows(old, renames, to: new, online: online, label)
            }
            let made = try changed.schema
            compare(made, to, label, text)
            let others = rights ? made.otherRights(than: from, renames: renames) : []
            #expect(others.isEmpty, "\(label): \(others.map(\.described)) have other rights\n--- plan:\n\(text)")
            try expectTruth(plan, before, label, text)
            try expectNumbersGoOn(to, label, text)
            let rest = try PostgresChangePlan(from: try changed.schema, to: to)
            #expect(rest.statements.isEmpty, "\(label): \(rest.statements.map(\.sql))\n--- plan:\n\(text)")
            return true
        }

        /// Statements for just this server.
        private func options(_ online: Bool) throws -> PostgresChangePlan.Options {
            PostgresChangePlan.Options(online: online, serverVersion: try changed.version)
        }

        private func leadWithoutRows(
            _ old: Schema, _ renames: [RenameHint], to new: Schema, online: Bool, _ label: String
        ) throws -> Bool {
            try changed.clear()
            try changed.make(old)
            let to = try wanted.schema
            let plan = try PostgresChangePlan(
                from: try changed.schema, to: to, renames: renames, options: try options(online))
            let text = plan.statements.map(\.sql).joined(separator: ";\n")
            do { try changed.run(plan) } catch {
                Issue.record("\(label) without rows: \(error)\n--- plan:\n\(text)")
                return true
            }
            compare(try changed.schema, to, label, text)
            return true
        }

        private func compare(_ result: Schema, _ to: Schema, _ label: String, _ text: String) {
            let (result, to) = (result.withSortedColumns.withoutGrants, to.withSortedColumns)
            guard result != to else { return }
            let lines = SchemaDifference(from: result, to: to).lines.joined(separator: "\n")
            let rest = lines.isEmpty ? result.differences(from: to).joined(separator: "\n") : lines
            Issue.record("\(label):\n\(rest)\n--- plan:\n\(text)")
        }

        /// Puts a few rows into every table that takes them.
        private func fill(_ schema: Schema) {
            let types = Dictionary(schema.types.map { ($0.name.quoted(.postgres), $0) }) { first, _ in first }
            for table in schema.tables where table.kind != .foreign {
                let columns = table.columns.filter { column in
                    column.generated == nil && column.identity == nil
                        && !(column.defaultValue?.hasPrefix("nextval(") ?? false)
                }
                for row in 1...3 {
                    let values = columns.map { $0.isNullable && row == 3 ? "NULL" : Self.value($0.type, row, types) }
                    let names = columns.map { $0.name.quotedName(.postgres) }.joined(separator: ", ")
                    let list =
                        columns.isEmpty ? "DEFAULT VALUES" : "(\(names)) VALUES (\(values.joined(separator: ", ")))"
                    // A row that a constraint refuses is no row.
                    if (try? changed.run("INSERT INTO \(table.name.quoted(.postgres)) \(list)")) != nil { rows += 1 }
                }
            }
        }

        private static func value(_ type: String, _ row: Int, _ types: [String: UserType]) -> String {
            if type.hasSuffix("[]") { return "'{}'" }
            if let own = types[type] {
                switch own.kind {
                case .enumeration: return SQLLiteral.text(own.labels[row % own.labels.count])
                case .domain: return value(own.domain?.type ?? "", row, types)
                case .composite:
                    return "ROW(\(own.attributes.map { value($0.type, row, types) }.joined(separator: ", ")))"
                case .range: return "'empty'"
                }
            }
            switch type {
            case "uuid": return "gen_random_uuid()"
            case "boolean": return "true"
            case "jsonb": return "'[\(row)]'"
            case "date", "timestamp with time zone", "timestamp without time zone": return "'2024-01-0\(row) 10:00'"
            case let type where type.hasPrefix("text") || type.hasPrefix("character"): return "'\(row)'"
            default: return "\(row)"
            }
        }

        // MARK: What is told

        /// The files and the rows of tables, by their numbers.
        private func files() throws -> [String: (file: String, name: String, rows: Int64)] {
            let rows = try changed.connection.query(
                """
                SELECT c.oid::text, c.relfilenode::text, c.oid::regclass::text
                FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname !~ '^pg_|information_schema'
                """)
            let tables = rows.map { (number: $0.text(0) ?? "", file: $0.text(1) ?? "", name: $0.text(2) ?? "") }
            let counts = try counts(of: tables.map(\.name))
            return Dictionary(tables.map { ($0.number, ($0.file, $0.name, counts[$0.name] ?? 0)) }) { first, _ in first
            }
        }

        /// How many rows tables have, asked for all of them at once.
        private func counts(of tables: [String]) throws -> [String: Int64] {
            if tables.isEmpty { return [:] }
            let questions = tables.map { "SELECT \(SQLLiteral.text($0)), count(*)::text FROM ONLY \($0)" }
            let rows = try changed.connection.query(questions.joined(separator: " UNION ALL "))
            return Dictionary(rows.map { ($0.text(0) ?? "", Int64($0.text(1) ?? "") ?? 0) }) { first, _ in first }
        }

        /// A table that was written anew was told to be, and rows go only where that is told.
        private func expectTruth(
            _ plan: PostgresChangePlan, _ before: [String: (file: String, name: String, rows: Int64)], _ label: String,
            _ text: String
        ) throws {
            let after = try files()
            let hazards = Set(plan.statements.flatMap(\.hazards))
            for (number, table) in before {
                guard let now = after[number] else {
                    #expect(
                        table.rows == 0 || hazards.contains(.deletesData) || hazards.contains(.rewritesTable),
                        "\(label): \(table.name) is gone\n\(text)")
                    continue
                }
                #expect(
                    now.file == table.file || hazards.contains(.rewritesTable),
                    "\(label): \(table.name) was rewritten\n\(text)")
                #expect(now.rows == table.rows, "\(label): \(table.name) has other rows\n\(text)")
            }
        }

        /// The number that a column gives next is in no row.
        private func expectNumbersGoOn(_ schema: Schema, _ label: String, _ text: String) throws {
            for table in schema.tables where table.kind != .foreign {
                for column in table.columns {
                    guard let (sequence, step) = numbers(of: column, in: table.name, schema) else { continue }
                    // Children have numbers of their own.
                    let rows = (table.kind == .partitioned ? "" : "ONLY ") + table.name.quoted(.postgres)
                    let place = "\(rows) WHERE \(column.name.quotedName(.postgres))"
                    let next =
                        "SELECT CASE WHEN is_called THEN last_value + \(step) ELSE last_value END FROM \(sequence)"
                    #expect(
                        try changed.number("SELECT count(*) FROM \(place) = (\(next))") == 0,
                        "\(label): \(table.name).\(column.name) gives a number twice\n\(text)")
                }
            }
        }

        /// The sequence behind a column, and its step.
        private func numbers(
            of column: Column, in table: ObjectName, _ schema: Schema
        ) -> (sequence: String, step: Int64)? {
            if let identity = column.identity {
                let name = identity.sequence ?? ServerName.made(table, column.name, "seq")
                return (name.quoted(.postgres), identity.numbers.increment)
            }
            let sequence = schema.sequences.first { sequence in
                column.defaultValue == "nextval('\(sequence.name.quoted(.postgres))'::regclass)"
            }
            return sequence.map { ($0.name.quoted(.postgres), $0.numbers.increment) }
        }
    }

    @Test("any database becomes any other", arguments: [true, false]) func anyBecomesAnyOther(online: Bool) throws {
        let bench = try Bench()
        var taken = 0
        for number in 0..<UInt64(Self.pairs) {
            var (random, other) = (
                RandomPostgresSchema(seed: (Self.first + number) * 2),
                RandomPostgresSchema(seed: (Self.first + number) * 2 + 1)
            )
            let label = "pair \(Self.first + number)\(online ? ", online" : "")"
            let rights = number % 2 == 1
            if try bench.lead(random.next(), [], to: other.next(), online: online, rights: rights, label) { taken += 1 }
        }
        #expect(taken > Self.pairs / 2)
        bench.report("schemas at random\(online ? ", online" : "")", taken)
    }

    @Test("a database follows its changed schema", arguments: [true, false]) func followsChanges(online: Bool) throws {
        let bench = try Bench()
        var taken = 0
        for number in 0..<UInt64(Self.pairs) {
            var random = RandomPostgresSchema(seed: Self.first + number)
            let old = random.next()
            let (new, renames) = random.mutation(of: old)
            let label = "mutation \(Self.first + number)\(online ? ", online" : "")"
            let rights = number % 2 == 1
            if try bench.lead(old, renames, to: new, online: online, rights: rights, label) { taken += 1 }
        }
        #expect(taken > Self.pairs / 3)
        bench.report("changed schemas\(online ? ", online" : "")", taken)
    }
}
