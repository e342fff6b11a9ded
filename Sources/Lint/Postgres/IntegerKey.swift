internal import PostgresTree
internal import SQLText

/// A key that ends at 2,147,483,647.
enum IntegerKey: PostgresRule {
    static let code = "integer-key"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement -> [Finding] in
            guard case .createTable(let table) = statement.tree else { return [] }
            let key = table.constraints.first { $0.kind == .primaryKey }?.columns
            return table.columns.filter { column in
                column.type?.isNamed("int4", "int2", "serial", "serial4", "smallserial", "serial2") == true
                    && (column.constraint(.primaryKey) != nil || key == [column.name])
                    && (column.constraint(.identity) != nil || column.type?.isSerial == true)
            }
            .compactMap { column in
                column.type.map { type in
                    Finding(
                        Self.self, at: script.word(at: type.offset),
                        "\(column.name) ends at \(isShort(type) ? "32,767" : "2,147,483,647"), and to widen it later "
                            + "the whole table has to be written anew",
                        help: "bigint", table: table.relation.name.description)
                }
            }
        }
    }

    private static func isShort(_ type: ColumnType) -> Bool { type.isNamed("int2", "smallserial", "serial2") }
}
