import SQLText
import SchemaModel
import TestSupport

/// Schemas of random tables that refer to each other in all ways there are.
enum TangledSchema {
    /// A schema of so many tables.
    static func make(tables count: Int, seed: UInt64) -> Schema {
        var random = SeededGenerator(seed: seed)
        var schema = Schema(.postgres)
        schema.tables = (0..<count).map { table($0, &random) }
        let hubs = (0..<max(1, count / 12)).map { _ in random.upTo(count - 1) }
        for index in 0..<count where !random.chance(15) {
            for number in 0...random.upTo(3) {
                let target = random.chance(45) ? random.pick(hubs) : random.chance(8) ? index : random.upTo(count - 1)
                let columns = random.chance(15) ? ["reference_\(number)", "part_\(number)"] : ["reference_\(number)"]
                for name in columns {
                    var column = Column(name, "bigint")
                    column.isNullable = random.chance(40)
                    schema.tables[index].columns.append(column)
                }
                var target2 = ObjectName(schema: "public", "table_\(target)")
                if random.chance(2) { target2 = ObjectName(schema: "elsewhere", "gone_\(target)") }
                schema.tables[index].foreignKeys.append(ForeignKey(columns, references: target2, ["id"]))
                // Another foreign key of the same column.
                if random.chance(5) {
                    schema.tables[index].foreignKeys.append(
                        ForeignKey([columns[0]], references: ObjectName(schema: "public", "table_0"), ["id"]))
                }
                if random.chance(10) { schema.tables[index].uniqueKeys.append(Key(columns)) }
            }
        }
        return schema
    }

    private static func table(_ number: Int, _ random: inout SeededGenerator) -> Table {
        var table = Table(ObjectName(schema: "public", "table_\(number)"), columns: [Column("id", "bigint")])
        table.primaryKey = Key(["id"])
        for column in 0...random.upTo(14) {
            let name = String(repeating: random.pick(["name", "m", "ÄÖ", "値", "x_"]), count: 1 + random.upTo(9))
            table.columns.append(Column("\(name)\(column)", random.pick(["text", "timestamp with time zone", ""])))
        }
        return table
    }
}
