internal import SQLText

/// Holds a schema of SQLite against one of PostgreSQL.
struct ParityComparison {
    private let sqlite: Schema
    private let postgres: Schema
    private(set) var findings: [ParityFinding] = []

    init(_ sqlite: Schema, _ postgres: Schema) {
        (self.sqlite, self.postgres) = (sqlite, postgres)
        compareTables()
        compareViews()
        noteBodies()
        noteOwnObjects()
    }

    // MARK: Tables

    private mutating func compareTables() {
        // A partition keeps rows of its table, and is none by itself. Of two tables of one name that in `public` counts.
        let others = postgres.tables.filter { $0.partition == nil }
        let preferred = others.filter { $0.name.schema == "public" } + others.filter { $0.name.schema != "public" }
        let types = Dictionary(postgres.types.map { ($0.name.quoted(.postgres), $0) }) { first, _ in first }
        let tables = ParityPairs(sqlite.tables, preferred, by: \.name.folded, \.name.folded)
        for (one, other) in tables.both {
            var parity = TableParity(
                LogicalTable(one, .sqlite), LogicalTable(other, .postgres, types: types),
                primaryKeys: primaryKeys)
            findings += parity.compare()
        }
        findings += tables.left.map { ParityFinding(.table, $0.name.name, sqlite: $0.kindText) }
        findings += tables.right.sorted { $0.name < $1.name }.map {
            ParityFinding(.table, $0.name.name, postgres: $0.kindText)
        }
        let partitions = postgres.tables.filter { $0.partition != nil }.map(\.name.name)
        note(.table, partitions, "a partition of PostgreSQL, not compared")
    }

    /// The columns of SQLite's primary keys by the folded names of the tables: to these a foreign key leads that names
    /// none.
    private var primaryKeys: [String: [String]] {
        Dictionary(sqlite.tables.map { ($0.name.folded, $0.primaryKey?.columns ?? []) }) { first, _ in first }
    }

    // MARK: Views

    private mutating func compareViews() {
        let views = ParityPairs(sqlite.views, postgres.views, by: \.name.folded, \.name.folded)
        for (one, other) in views.both {
            let columns = [one, other].map { $0.columns.map(\.name.foldedForSQLite) }
            if one.columns.isEmpty {
                findings.append(
                    ParityFinding(
                        .view, one.name.name, "columns", postgres: columns[1].joined(separator: ", "),
                        level: .judgement, because: "SQLite does not tell those of a query that fails"))
            } else if columns[0] != columns[1] {
                findings.append(
                    ParityFinding(
                        .view, one.name.name, "columns", sqlite: columns[0].joined(separator: ", "),
                        postgres: columns[1].joined(separator: ", ")))
            }
            if other.isMaterialized { note(.view, [one.name.name], "PostgreSQL keeps its rows until it is refreshed") }
            findings += TriggerParity(one.name.name).compare(one.triggers, other.triggers)
        }
        findings += views.left.map { ParityFinding(.view, $0.name.name, sqlite: "") }
        findings += views.right.map { ParityFinding(.view, $0.name.name, postgres: "") }
    }

    // MARK: What cannot be compared

    private mutating func noteBodies() {
        note(
            .view, sqlite.views.map(\.name.name), "what views ask is code of each engine, not compared")
        let triggers =
            sqlite.tables.map { ($0.name.name, $0.triggers) } + sqlite.views.map { ($0.name.name, $0.triggers) }
        for (table, triggers) in triggers {
            findings += triggers.map {
                ParityFinding(
                    .trigger, $0.name, of: table, level: .note,
                    because: "what triggers do is code of each engine, not compared")
            }
        }
    }

    /// What only PostgreSQL can have.
    private mutating func noteOwnObjects() {
        let reason = "PostgreSQL's own, not compared"
        note(.extension, postgres.extensions.map(\.name), reason)
        note(.type, postgres.types.filter { $0.kind != .enumeration && $0.kind != .domain }.map(\.name.name), reason)
        note(.sequence, postgres.sequences.filter { $0.owner == nil }.map(\.name.name), reason)
        note(.routine, postgres.routines.map(\.name.name), reason)
        note(.other, postgres.others.map { "\($0.kind) \($0.name)" }, reason)
        for table in postgres.tables {
            findings += table.policies.map {
                ParityFinding(.policy, $0.name, of: table.name.name, level: .note, because: reason)
            }
        }
    }

    private mutating func note(_ kind: SchemaChange.Kind, _ names: [String], _ reason: String) {
        findings += names.map { ParityFinding(kind, $0, level: .note, because: reason) }
    }
}

extension ObjectName {
    /// The name in its schema with small letters from A to Z.
    var folded: String { name.foldedForSQLite }
}

extension Table {
    fileprivate var kindText: String { kind == .ordinary ? "" : kind.rawValue }
}
