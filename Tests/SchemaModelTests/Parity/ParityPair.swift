import SQLText
import SchemaModel

/// One table on both engines, the way they tell of it.
struct ParityPair {
    var sqlite = Schema(.sqlite)
    var postgres = Schema(.postgres)

    /// - Parameters:
    ///   - statements: what SQLite keeps of a table and its indexes.
    ///   - table: the table as PostgreSQL's catalogue has it.
    init(_ statements: String..., postgres table: Table) throws {
        for sql in statements {
            if sql.hasPrefix("CREATE TABLE") {
                sqlite.tables.append(try SQLiteDefinition.table(sql))
            } else if sql.hasPrefix("CREATE TRIGGER") {
                sqlite.tables[0].triggers.append(try SQLiteDefinition.trigger(sql).trigger)
            } else {
                sqlite.tables[0].indexes.append(try SQLiteDefinition.index(sql, of: sqlite.tables[0]))
            }
        }
        postgres.tables = [table]
    }

    var parity: SchemaParity { SchemaParity(sqlite: sqlite, postgres: postgres) }

    /// What is told of the two, a finding a line.
    var lines: [String] { parity.lines }
}

extension Table {
    /// A table of PostgreSQL by its columns.
    static func postgres(_ name: String, _ columns: Column...) -> Table {
        Table(ObjectName(schema: "public", name), columns: columns)
    }

    /// The table with something changed.
    func with(_ change: (inout Table) -> Void) -> Table {
        var table = self
        change(&table)
        return table
    }
}

extension Column {
    /// The column with something changed.
    func with(_ change: (inout Column) -> Void) -> Column {
        var column = self
        change(&column)
        return column
    }

    /// The column with a default.
    func with(default value: String) -> Column { with { $0.defaultValue = value } }

    /// The column, which may not be NULL.
    var notNull: Column { with { $0.isNullable = false } }
}
