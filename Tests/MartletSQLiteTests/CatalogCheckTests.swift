import SQLText
import SchemaModel
import Testing

@testable import MartletSQLite

/// What is read of a statement, against what SQLite tells: where they differ nothing is believed.
@Suite struct CatalogCheckTests {
    private static let sql = """
        CREATE TABLE t (a INT NOT NULL DEFAULT 1, b TEXT COLLATE NOCASE, c AS (a + 1), PRIMARY KEY (b, a),
        UNIQUE (a), FOREIGN KEY (a) REFERENCES o (x) ON DELETE CASCADE)
        """

    /// What SQLite tells of that table and its index.
    private static func told() -> Catalog.Relation {
        func column(_ name: String, _ type: String, _ place: Int, _ hidden: Int = 0) -> Catalog.Column {
            Catalog.Column(name: name, type: type, isNotNull: false, defaultValue: nil, keyPlace: place, hidden: hidden)
        }
        func part(_ name: String?, _ collation: String = "BINARY") -> Catalog.Part {
            Catalog.Part(name: name, collation: collation, isDescending: false)
        }
        var told = Catalog.Relation(type: "table", isWithoutRowID: false, isStrict: false)
        told.columns = [column("a", "int", 2), column("b", "TEXT", 1), column("c", "", 0, 2)]
        told.columns[0].isNotNull = true
        told.columns[0].defaultValue = "1"
        told.foreignKeys = [
            Catalog.ForeignKey(
                table: "o", columns: ["a"], referencedColumns: ["x"], onUpdate: "NO ACTION", onDelete: "CASCADE")
        ]
        told.indexes = [
            Catalog.Index(
                name: "sqlite_autoindex_t_1", isUnique: true, origin: "pk", isPartial: false,
                parts: [part("b", "NOCASE"), part("a")]),
            Catalog.Index(
                name: "sqlite_autoindex_t_2", isUnique: true, origin: "u", isPartial: false, parts: [part("a")]),
            Catalog.Index(
                name: "i", isUnique: false, origin: "c", isPartial: true,
                parts: [part("b", "nocase"), part(nil, "NOCASE")]),
        ]
        return told
    }

    private func catalog(
        _ told: Catalog.Relation, table: String = sql, index: String = "CREATE INDEX i ON t (b, lower(b)) WHERE a"
    ) -> Catalog {
        let trigger = "CREATE TRIGGER r AFTER INSERT ON T BEGIN SELECT 1; END"
        return Catalog(
            objects: [
                Catalog.Object(row: 1, type: "table", name: "t", table: "t", sql: table),
                Catalog.Object(row: 2, type: "index", name: "i", table: "t", sql: index),
                Catalog.Object(row: 3, type: "trigger", name: "r", table: "T", sql: trigger),
            ], relations: [1: told])
    }

    private func schema(_ catalog: Catalog) -> Schema { SchemaAssembly.schema(catalog, excluding: []) }

    /// Something else that SQLite might tell, and what it is about.
    struct Difference: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout Catalog.Relation) -> Void

        init(_ what: String, _ change: @escaping @Sendable (inout Catalog.Relation) -> Void) {
            testDescription = what
            self.change = change
        }
    }

    @Test func whatAgreesIsTold() throws {
        let schema = schema(catalog(Self.told()))
        #expect(schema.omissions.isEmpty)
        #expect(schema.tables.first?.indexes.map(\.name) == ["i"])
        #expect(schema.tables.first?.triggers.map(\.name) == ["r"])
    }

    @Test(
        "a table about which they differ is left out, with all that belongs to it",
        arguments: [
            Difference("which columns it has", { $0.columns[0].name = "z" }),
            Difference("which columns it has", { _ = $0.columns.removeLast() }),
            Difference("the type of its column a", { $0.columns[0].type = "INTEGER" }),
            Difference("the NOT NULL of its column b", { $0.columns[1].isNotNull = true }),
            Difference("the default of its column a", { $0.columns[0].defaultValue = "2" }),
            Difference("the default of its column b", { $0.columns[1].defaultValue = "NULL" }),
            Difference("the generated value of its column c", { $0.columns[2].hidden = 3 }),
            Difference("whether it is STRICT", { $0.isStrict = true }),
            Difference("whether it is WITHOUT ROWID", { $0.isWithoutRowID = true }),
            Difference("its primary key", { $0.columns[0].keyPlace = 0 }),
            Difference("its foreign keys", { $0.foreignKeys = [] }),
            Difference("its foreign keys", { $0.foreignKeys[0].onDelete = "SET NULL" }),
            Difference("its unique constraints", { _ = $0.indexes.remove(at: 1) }),
            Difference("its unique constraints", { $0.indexes[0].parts[0].collation = "BINARY" }),
        ])
    func tables(_ difference: Difference) {
        var told = Self.told()
        difference.change(&told)
        let schema = schema(catalog(told))
        #expect(schema.tables.isEmpty)
        let reason =
            "its statement and SQLite's pragmas differ about \(difference.testDescription); what belongs to it is left out too"
        #expect(schema.omissions == [Omission("table", "t", because: reason)])
    }

    @Test(
        "an index about which they differ is left out alone",
        arguments: [
            Difference("whether it is there", { _ = $0.indexes.removeLast() }),
            Difference("whether it is UNIQUE", { $0.indexes[2].isUnique = true }),
            Difference("whether it has all rows", { $0.indexes[2].isPartial = false }),
            Difference("how many columns it has", { _ = $0.indexes[2].parts.removeLast() }),
            Difference("which columns it has", { $0.indexes[2].parts[1].name = "a" }),
            Difference("which columns it has", { $0.indexes[2].parts[0].isDescending = true }),
            Difference("its collations", { $0.indexes[2].parts[0].collation = "RTRIM" }),
        ])
    func indexes(_ difference: Difference) {
        var told = Self.told()
        difference.change(&told)
        let schema = schema(catalog(told))
        #expect(schema.tables.map(\.indexes) == [[]])
        let reason = "its statement and SQLite's pragmas differ about \(difference.testDescription)"
        #expect(schema.omissions == [Omission("index", "i", because: reason)])
    }

    @Test func aStatementThatCannotBeReadIsAnOmissionWithItsPlace() {
        let index = schema(catalog(Self.told(), index: "CREATE INDEX i\nON t (b) NONSENSE"))
        let reason = "its statement cannot be read: line 2, column 10: expected the end, found NONSENSE"
        #expect(index.omissions == [Omission("index", "i", because: reason)])
        let table = schema(catalog(Self.told(), table: "CREATE TABLE t"))
        #expect(table.tables.isEmpty)
        #expect(table.omissions.map(\.kind) == ["table"])
    }

    @Test(
        "a statement of another object is not taken for this one's",
        arguments: [
            ("CREATE TABLE u (a)", "CREATE INDEX i ON t (b)", "table"), (sql, "CREATE INDEX j ON t (b)", "index"),
        ])
    func otherNames(_ table: String, _ index: String, _ kind: String) {
        let schema = schema(catalog(Self.told(), table: table, index: index))
        #expect(schema.omissions.map(\.kind) == [kind])
        #expect(schema.omissions.first?.reason.contains("differ about its name") == true)
    }
}
